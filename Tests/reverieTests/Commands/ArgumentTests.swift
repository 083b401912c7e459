import ArgumentParser
import Testing
import WireTransport

@testable import reverie

@Suite struct ArgumentTests {
    @Test(arguments: [
        ["--count", "0"], ["--count", "256"], ["--count", "-1"], ["--steps", "0"], ["--steps", "x"],
        ["--steps", "4294967296"],
        ["--seed", "-1"], ["--seed", "18446744073709551616"], ["--guidance", "nan"], ["--guidance", "inf"],
        ["--eta", "nan"], ["--eta", "1.5"], ["--scale", "0"], ["--scale", "65"], ["--preview", "both"],
        ["--output", ""],
        ["one", "two"], ["--unknown"], ["--guidance-rescale", "2"], ["--dynamic-threshold=-1"],
        ["--guidance-interval", "0.5"], ["--guidance-interval", "0.8:0.2"], ["--guidance-interval", "0:nan"],
        ["--variation", "5"], ["--variation", "x:0.5"], ["--variation", "5:1.5"], ["--variation", "1:2:3"],
        ["--strength", "0.5"], ["--mask", "m.png"], ["--from", "p.png", "--strength", "2"],
    ])
    func `nonsense is a usage error`(arguments: [String]) throws {
        let error = #expect(throws: (any Error).self) { try Reverie.parseAsRoot(["generate"] + arguments) }
        #expect(try Reverie.exitCode(for: #require(error)).rawValue == 64)
    }

    @Test func `ten million steps are the server's to refuse`() throws {
        #expect(try GenerateCommand.parse(["--steps", "10000000"]).steps == 10_000_000)
    }

    @Test func `the address is the option's, else the environment's, else this machine's`() throws {
        let given = try ServerOption.parse(["--server", "pi:9"])
        let none = try ServerOption.parse([])
        #expect(try given.address(environment: ["REVERIE_SERVER": "other:1"]).description == "pi:9")
        #expect(try none.address(environment: ["REVERIE_SERVER": "other:1"]).description == "other:1")
        #expect(try none.address(environment: ["REVERIE_SERVER": ""]).description == "localhost:7433")
        #expect(try none.address(environment: [:]).description == "localhost:7433")
    }

    @Test func `models are a table with the defaults first`() {
        let lines = ModelsCommand.table([PaintingService.model]).lines(columns: 80)
        #expect(
            lines == [
                "NAME     SIZE          SAMPLERS              SUGGESTIONS",
                "fashion  28 x 28 grey  dpmpp-2m, ddpm, ddim  ankle boot, t-shirt, trousers,",
                "                                             pullover, dress, coat, sandal,",
                "                                             shirt, sneaker, bag",
            ])
        #expect(ModelsCommand.table([PaintingService.model]).lines(columns: nil).count == 2)
        #expect(ModelsCommand.table([]).lines(columns: 10) == ["NAME  SIZE  SAMPLERS  SUGGESTIONS"])
    }

    @Test(arguments: ["HOME", "XDG_CONFIG_HOME", "REVERIE_TOKEN_FILE", "REVERIE_SERVER"])
    func `what decides how a server is reached is read from the environment`(name: String) {
        #expect(Environment.names.contains(name))
    }
}
