import ArgumentParser
import Observability

extension LogFormat: ExpressibleByArgument {}
