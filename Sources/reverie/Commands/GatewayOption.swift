import ArgumentParser

struct GatewayOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The gateway. (default: $REVERIE_GATEWAY, the profile's or http://localhost:8080)", valueName: "url"))
    var gateway: String?

    @Option(
        help: ArgumentHelp("A profile of ~/.config/reverie/config.toml.", valueName: "name"),
        completion: .custom { _, _, _ in ProfileNames.all })
    var profile: String?

    func client(environment: [String: String] = Environment.variables) throws(CommandFailure) -> GatewayClient {
        GatewayClient(address: try address(environment: environment))
    }

    func address(environment: [String: String]) throws(CommandFailure) -> GatewayAddress {
        let profile = try Configuration(environment: environment)
            .profile(profile ?? environment["REVERIE_PROFILE"].nonEmpty)
        return try GatewayAddress(
            parsing: gateway ?? environment["REVERIE_GATEWAY"].nonEmpty ?? profile.gateway ?? "localhost")
    }
}
