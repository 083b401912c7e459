import ArgumentParser
import Catalogue
import Gateway

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Makes and removes the accounts that a gateway with --accounts asks for, also while it runs.",
        subcommands: [Add.self, Remove.self, List.self, Phrase.self, Token.self, SignOut.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an account. The pass phrase is asked for, or read from standard input.")

        @OptionGroup var data: DataOptions

        @Flag(
            help:
                "Let it make and remove accounts, and keep order in the shared catalogue. The first account always may."
        )
        var admin = false

        @Argument var name: String

        func run() async throws {
            try await Output.failingLater {
                let phrase = try PassPhrasePrompt.ask("Pass phrase for \(name): ", twice: true)
                let account = try await AccountMaintenance(folder: data.folder).add(
                    name, passPhrase: phrase, isAdmin: admin)
                Output.line("\(account.name) has an account now\(account.isAdmin ? ", as an admin" : "").")
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes an account. Its shared pictures stay; those that only it saw go to the trash.")

        @OptionGroup var data: DataOptions
        @Argument var name: String

        func run() async throws {
            try await Output.failingLater {
                try await AccountMaintenance(folder: data.folder).remove(name)
                Output.line("\(name) has no account any more.")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Says who has an account.")

        @OptionGroup var data: DataOptions

        func run() async throws {
            try await Output.failingLater {
                for account in try await AccountMaintenance(folder: data.folder).all() {
                    Output.line(account.isAdmin ? "\(account.name)\tadmin" : account.name)
                }
            }
        }
    }

    struct Phrase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pass-phrase", abstract: "Gives an account another pass phrase, and signs it out everywhere.")

        @OptionGroup var data: DataOptions
        @Argument var name: String

        func run() async throws {
            try await Output.failingLater {
                let phrase = try PassPhrasePrompt.ask("New pass phrase for \(name): ", twice: true)
                try await AccountMaintenance(folder: data.folder).setPassPhrase(phrase, of: name)
                Output.line("\(name) has another pass phrase now, and is signed out everywhere.")
            }
        }
    }

    struct Token: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Prints a token for a program: Authorization: Bearer TOKEN. It is shown this once, and holds until sign-out."
        )

        @OptionGroup var data: DataOptions
        @Argument var name: String

        func run() async throws {
            try await Output.failingLater {
                Output.line(try await AccountMaintenance(folder: data.folder).newToken(for: name))
            }
        }
    }

    struct SignOut: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign-out", abstract: "Signs an account out of all browsers, and revokes its tokens.")

        @OptionGroup var data: DataOptions
        @Argument var name: String

        func run() async throws {
            try await Output.failingLater {
                let count = try await AccountMaintenance(folder: data.folder).signOut(name)
                Output.line("\(name) is signed out of \(Output.count(count, "place", "places")).")
            }
        }
    }
}
