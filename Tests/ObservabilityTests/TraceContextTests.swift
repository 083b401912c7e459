import Testing

@testable import Observability

@Suite struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    @Test func theStandardsExampleIsRead() throws {
        let context = try #require(TraceContext(header: "00-\(Self.trace)-\(Self.span)-01"))
        #expect(context.traceID == Self.trace && context.spanID == Self.span && context.isSampled)
        #expect(context.description == "00-\(Self.trace)-\(Self.span)-01")
    }

    @Test func laterVersionsAreReadAsThisOne() throws {
        let context = try #require(TraceContext(header: "cc-\(Self.trace)-\(Self.span)-03-what-comes"))
        #expect(context.description == "00-\(Self.trace)-\(Self.span)-01")
    }

    @Test(arguments: [
        "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-01-more", "ff-\(trace)-\(span)-01",
        "00-\(trace)-0000000000000000-01", "00-00000000000000000000000000000000-\(span)-01",
        "00-\(trace.uppercased())-\(span)-01", "00-\(trace)x-\(span)-01", "00-\(trace)-\(span)-1",
        "0-\(trace)-\(span)-01",
    ])
    func whatIsNoneIsNotTaken(header: String) {
        #expect(TraceContext(header: header) == nil)
    }

    @Test func childrenStayInTheTrace() throws {
        for _ in 0..<100 {
            let root = TraceContext.root()
            let child = root.child()
            #expect(child.traceID == root.traceID && child.spanID != root.spanID && child.isSampled)
            #expect(TraceContext(header: child.description) == child)
        }
    }
}
