/// Routes that belong together: an interface, or a part of Reverie's own.
struct RouteGroup: Sendable, Equatable {
    let name: String
    let note: String
    /// Below which the group is the only one; nil for a part of Reverie's own interface.
    var root: String?
    var errors = ErrorForm.problem
    /// Whether those who use it show the gateway's token, where it has one.
    var takesToken = false

    static let making = RouteGroup(
        name: "Making pictures", note: "Ask for a job, watch it over server-sent events, and fetch its pictures.")
    static let catalogue = RouteGroup(
        name: "Catalogue", note: "The saved pictures: saving, finding, renaming, deleting.")
    static let accounts = RouteGroup(
        name: "Accounts", note: "Where the gateway was started with `--accounts`: signing in, preferences, who has one."
    )
    static let running = RouteGroup(
        name: "Running it", note: "What the server offers and whether all is well, for people and for programs.")
    static let openAI = RouteGroup(
        name: "OpenAI's Images interface",
        note: "For programs that speak to OpenAI: give them this gateway's address with `/v1` as the base URL.",
        root: "/v1/", errors: .openAI, takesToken: true)
    static let webUI = RouteGroup(
        name: "Web UI interface",
        note:
            "For programs that speak to AUTOMATIC1111's web UI and its kin: the part of `/sdapi/v1` that is useful here.",
        root: "/sdapi/", errors: .webUI, takesToken: true)
    static let pages = RouteGroup(name: "Pages", note: "What a browser shows, and the files it needs for it.")
}
