import ArgumentParser

struct CatalogueGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Fetches a saved picture's file, with the recipe inside.")

    @Argument(help: "The picture: its hash or its address, as `list` prints it.")
    var picture: CataloguePicture

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file, or - for standard output. (default: the hash)", valueName: "path"))
    var output: String?

    @Flag(help: "Replace a file of the same name. Otherwise a number is added to the name.")
    var overwrite = false

    @OptionGroup var gateway: GatewayOption
    @OptionGroup(title: "Reports") var report: ReportOptions

    func run() async throws {
        try await report.reportingFailures {
            let gateway = try gateway.client()
            let file =
                output == "-"
                ? nil
                : try NamedFile(
                    output ?? String(picture.hash.prefix(16)), extension: "png", overwrites: overwrite)
            let answer = try await gateway.get(picture.file)
            try answer.check(gateway.address)
            guard let file else { return try Output.standard.write(answer.body) }
            let path = try file.write(answer.body)
            try report.tell(Report("picture", ["file": .text(path)]), else: "\(path)\n")
        }
    }
}
