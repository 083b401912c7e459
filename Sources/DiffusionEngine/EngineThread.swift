import Glibc

/// A thread of the engine's own: the network's work must not hold up the cooperative pool that serves connections.
enum EngineThread {
    private final class Body {
        let run: () -> Void

        init(_ run: @escaping () -> Void) {
            self.run = run
        }
    }

    /// Runs `body` on a new thread; false if the system gives none.
    static func start(_ body: sending @escaping () -> Void) -> Bool {
        let argument = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                EngineThread.nameThread()
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, argument.toOpaque())
        guard status == 0 else {
            argument.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    /// So that `top -H` and whoever counts CPU time can tell it from the threads that serve connections.
    private static func nameThread() {
        guard let name = fopen("/proc/thread-self/comm", "w") else { return }
        fputs("engine", name)
        fclose(name)
    }
}
