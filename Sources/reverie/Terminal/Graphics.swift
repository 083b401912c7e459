import ArgumentParser
import ImageCoding

/// How pictures are shown in a terminal, the best way first.
enum Graphics: String, CaseIterable, Sendable {
    case kitty, iterm2, sixel, truecolor
    case colours256 = "256"
    /// None: a bar of plain characters.
    case bar
}

/// What the user wants of it.
enum GraphicsChoice: Equatable, Sendable {
    /// Whatever the terminal says it can.
    case automatic
    case chosen(Graphics)

    /// That of the option, else that of the environment variable REVERIE_GRAPHICS, else that of the profile.
    init(option: GraphicsChoice?, environment: [String: String], profile: String?) throws(CommandFailure) {
        if let option {
            self = option
            return
        }
        guard let name = environment["REVERIE_GRAPHICS"].nonEmpty ?? profile else {
            self = .automatic
            return
        }
        guard let choice = GraphicsChoice(argument: name) else {
            throw CommandFailure(
                .usage,
                "\"\(name)\" is no way to show pictures (REVERIE_GRAPHICS or the profile's graphics). There are: "
                    + Self.allValueStrings.joined(separator: ", ") + ".")
        }
        self = choice
    }
}

extension GraphicsChoice: ExpressibleByArgument {
    init?(argument: String) {
        if argument == "auto" {
            self = .automatic
        } else if let graphics = Graphics(rawValue: argument) {
            self = .chosen(graphics)
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] { ["auto"] + Graphics.allCases.map(\.rawValue) }
}

extension String? {
    /// nil if it is empty too.
    var nonEmpty: String? { flatMap { $0.isEmpty ? nil : $0 } }
}
