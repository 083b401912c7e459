import ArgumentParser
import Testing
import WireTransport

@testable import reverie

@Suite struct ArgumentTests {
    @Test(arguments: [
        ["--count", "0"], ["--count", "256"], ["--count", "-1"], ["--steps", "0"], ["--steps", "x"],
        ["--steps", "4294967296"],
        ["--seed", "-1"], ["--seed", "18446744073709551616"], ["--guidance", "nan"], ["--guidance", "inf"],
        ["--eta", "nan"], ["--eta", "1.5"], ["--scale", "0"], ["--scale", "65"], ["--preview", "all"],
        ["--output", ""],
        ["one", "two"], ["--unknown"], ["--guidance-rescale", "2"], ["--dynamic-threshold=-1"],
        ["--guidance-interval", "0.5"], ["--guidance-interval", "0.8:0.2"], ["--guidance-interval", "0:nan"],
        ["--variation", "5"], ["--variation", "x:0.5"], ["--variation", "5:1.5"], ["--variation", "1:2:3"],
        ["--animation", "-"], ["--animation", ""], ["--output", "a.ppm", "--format", "png"],
        ["--format", "gif"], ["--graphics", "magic"],
        ["--strength", "0.5"], ["--mask", "m.png"], ["--from", "p.png", "--strength", "2"],
    ])
    func `nonsense is a usage error`(arguments: [String]) throws {
        let error = #expect(throws: (any Error).self) { try Reverie.parseAsRoot(["generate"] + arguments) }
        #expect(try Reverie.exitCode(for: #require(error)).rawValue == 64)
    }

    @Test func `ten million steps are the server's to refuse`() throws {
        #expect(try GenerateCommand.parse(["--steps", "10000000"]).recipe.steps == 10_000_000)
    }

    @Test(arguments: [
        ["draft", "--count", "0"], ["draft", "--at", "0"], ["draft", "--pick", "x"], ["draft", "--pick", "3-1"],
        ["vary"], ["vary", "p.png", "--count", "65"], ["vary", "p.png", "--by", "2"],
        ["interpolate", "1"], ["interpolate", "1", "1"], ["interpolate", "1", "2", "--frames", "1"],
        ["denoise"], ["denoise", "p.png", "--strength", "0.5", "--estimate", "5"], ["inpaint", "p.png"],
        ["batch"], ["batch", "-"], ["batch", "f", "--jobs", "0"], ["batch", "f", "--sheet"], ["show"], ["verify"],
        ["again"], ["again", "p.png", "--seed", "x"], ["attach", "xyz"], ["cancel"], ["cancel", "12"],
        ["discover", "--seconds", "0"], ["login"], ["login", "pi", "--profile", "a b"],
        ["login", "pi", "--fingerprint", "xyz"], ["catalogue", "rename", "zz", "x"], ["catalogue", "get", "../x"],
        ["catalogue", "delete"], ["finish", "s.png", "x"],
    ])
    func `nonsense in other commands is one too`(arguments: [String]) throws {
        let error = #expect(throws: (any Error).self) { try Reverie.parseAsRoot(arguments) }
        #expect(try Reverie.exitCode(for: #require(error)).rawValue == 64)
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
