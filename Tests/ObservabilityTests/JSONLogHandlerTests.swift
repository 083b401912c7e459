import Foundation
import Logging
import Synchronization
import Testing

@testable import Observability

@Suite struct JSONLogHandlerTests {
    @Test func anEventIsALineOfJSON() throws {
        let lines = Mutex(Data())
        var logger = Logger(label: "reverie-server") { label in
            JSONLogHandler(label: label) { line in lines.withLock { $0 += line } }
        }
        logger[metadataKey: "connection"] = "10.0.0.7"
        logger.info("job \"accepted\"\nindeed", metadata: ["job": "00ff", "steps": "25"])
        logger.debug("not said")
        let text = String(decoding: lines.withLock { $0 }, as: UTF8.self)
        #expect(text.split(separator: "\n").count == 1 && text.hasSuffix("\n"))
        let fields = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String])
        #expect(fields["message"] == "job \"accepted\"\nindeed" && fields["level"] == "info")
        #expect(fields["job"] == "00ff" && fields["connection"] == "10.0.0.7" && fields["label"] == "reverie-server")
        #expect(fields["time"]?.hasSuffix("Z") == true)
    }
}
