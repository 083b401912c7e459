import FoundationEssentials

/// Man pages (roff's macro package `man`) made from what ArgumentParser tells of a program.
struct ManualPages {
    struct Page: Equatable {
        /// As `reverie-generate.1`.
        let name: String
        let text: String
    }

    let pages: [Page]

    /// - Throws: `CommandFailure` for what is no such description.
    init(json: [UInt8], version: String) throws(CommandFailure) {
        guard let description = try? JSONDecoder().decode(ToolDescription.self, from: Data(json)) else {
            throw CommandFailure(.usage, "That is no description of a program's commands (--experimental-dump-help).")
        }
        pages = Self.pages(of: description.command, path: [], version: version)
    }

    private static func pages(of command: ToolDescription.Command, path: [String], version: String) -> [Page] {
        let path = path + [command.commandName]
        let shown = (command.subcommands ?? []).filter { $0.shouldDisplay ?? true && $0.commandName != "help" }
        let page = Page(
            name: path.joined(separator: "-") + ".1", text: text(command, path, subcommands: shown, version: version))
        return [page] + shown.flatMap { pages(of: $0, path: path, version: version) }
    }

    private static func text(
        _ command: ToolDescription.Command, _ path: [String], subcommands: [ToolDescription.Command], version: String
    ) -> String {
        let arguments = (command.arguments ?? []).filter { $0.shouldDisplay ?? true }
        var lines = [
            ".TH \(path.joined(separator: "-").uppercased()) 1 \"\" \"\(path[0]) \(version)\"", ".SH NAME",
            "\(path.joined(separator: "-")) \\- \(escaped(command.abstract ?? ""))", ".SH SYNOPSIS",
            ".B \(path.joined(separator: " "))",
        ]
        lines += subcommands.isEmpty ? arguments.map { synopsis($0) } : [".I command", "[options]"]
        if let discussion = command.discussion, !discussion.isEmpty {
            lines += [".SH DESCRIPTION"] + paragraphs(discussion)
        }
        let sections = Dictionary(grouping: arguments) { $0.sectionTitle ?? "Options" }
        for title in arguments.map({ $0.sectionTitle ?? "Options" }).unique {
            lines.append(".SH \(title.uppercased())")
            for argument in sections[title] ?? [] { lines += [".TP", term(argument), details(argument)] }
        }
        if !subcommands.isEmpty {
            lines.append(".SH COMMANDS")
            for sub in subcommands {
                lines += [
                    ".TP", ".BR \((path + [sub.commandName]).joined(separator: "-")) (1)", escaped(sub.abstract ?? ""),
                ]
            }
        }
        if path.count > 1 { lines += [".SH SEE ALSO", ".BR \(path.dropLast().joined(separator: "-")) (1)"] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func synopsis(_ argument: ToolDescription.Argument) -> String {
        let text =
            names(argument).first.map { "\\fB\($0)\\fR" + value(argument) }
            ?? "\\fI\(escaped(argument.valueName ?? ""))\\fR"
        let whole = (argument.isRepeating ?? false) ? text + " ..." : text
        return (argument.isOptional ?? false) ? "[\(whole)]" : whole
    }

    private static func term(_ argument: ToolDescription.Argument) -> String {
        let names = names(argument).map { "\\fB\($0)\\fR" }
        return names.isEmpty
            ? "\\fI\(escaped(argument.valueName ?? ""))\\fR" : names.joined(separator: ", ") + value(argument)
    }

    private static func details(_ argument: ToolDescription.Argument) -> String {
        let text = [argument.abstract, argument.discussion].compactMap(\.self).filter { !$0.isEmpty }.joined(
            separator: " ")
        let standard = argument.defaultValue.map { " (default: \($0))" } ?? ""
        return escaped(text.isEmpty ? "See above." : text + standard)
    }

    private static func names(_ argument: ToolDescription.Argument) -> [String] {
        (argument.names ?? []).map { escaped(($0.kind == "short" ? "-" : "--") + $0.name) }
    }

    private static func value(_ argument: ToolDescription.Argument) -> String {
        argument.kind == "option" ? " \\fI\(escaped(argument.valueName ?? "value"))\\fR" : ""
    }

    private static func paragraphs(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            if line.isEmpty { return [".PP"] }
            // Indented lines stay as they are.
            return line.hasPrefix("  ") ? [".br", escaped(String(line))] : [escaped(String(line))]
        }
    }

    /// Backslashes and hyphens mean themselves, and no line begins a request.
    private static func escaped(_ text: String) -> String {
        let line = text.replacing("\n", with: " ").replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
    }
}

extension [String] {
    fileprivate var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
