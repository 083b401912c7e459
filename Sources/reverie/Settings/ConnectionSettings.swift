import WireTransport

/// Where a server is and how it is spoken to: what the command line says, else the environment, else the profile.
struct ConnectionSettings: Sendable {
    let address: ServerAddress
    let security: ClientSecurity

    /// A profile's token and certificate are for its own server: where another is named they do not count, unless the profile
    /// itself is named too.
    init(
        _ options: ServerOption, configuration: Configuration, environment: [String: String]
    ) throws {
        let profile = try configuration.profile(options.profile ?? environment["REVERIE_PROFILE"].nonEmpty)
        let variable = options.profile == nil ? environment["REVERIE_SERVER"].nonEmpty : nil
        let named = options.server ?? variable
        address = try ServerAddress(parsing: named ?? profile.server ?? "localhost")
        let own = try profile.server.map { try ServerAddress(parsing: $0) }
        let counts = named == nil || options.profile != nil || own == address

        let fingerprint = counts ? profile.fingerprint : nil
        let tls = options.tls ?? (counts ? profile.tls : nil) ?? (fingerprint != nil)
        security = try ClientSecurity(
            tokenFile: options.tokenFile ?? environment["REVERIE_TOKEN_FILE"].nonEmpty
                ?? (counts ? profile.tokenFile : nil),
            tls: tls, fingerprint: fingerprint, environment: environment)
    }
}
