import ArgumentParser

@main
struct Reverie: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverie",
        abstract: "Makes pictures from noise on a Reverie server, and shows them forming.",
        discussion: """
            The server is localhost:7433 unless --server or the environment variable REVERIE_SERVER names another; if it asks \
            for a token, --token-file or REVERIE_TOKEN_FILE names the file that holds it. The gateway that `search` asks is \
            http://localhost:8080 unless --gateway or REVERIE_GATEWAY does.

            Exit codes:
              0    done
              64   the command line is not understood
              65   the server refused the request
              69   no server could be reached, or the connection was lost
              70   the server failed to make the pictures
              73   a picture could not be written
              74   standard output could not be written to
              75   the server is busy or stopping: the same request may succeed later
              76   what answered does not speak the protocol, or another version of it
              77   the token or the certificate is not right
              130  interrupted
            """,
        version: version,
        subcommands: [
            GenerateCommand.self, AttachCommand.self, CancelCommand.self, ModelsCommand.self, StatusCommand.self,
            PingCommand.self, SearchCommand.self, EmbedCommand.self, LoadCommand.self,
        ])

    static let version = "0.1.0"
}
