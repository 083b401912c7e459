import Testing
import WireProtocol

struct JobIDTests {
    @Test func hexadecimalFormAndBack() {
        let job = JobID(value: 0x0102_0304_0506_0708_090A_0B0C_0D0E_0F10)
        #expect(job.description == "0102030405060708090a0b0c0d0e0f10")
        #expect(JobID(hex: job.description) == job)
        #expect(JobID(hex: "0102030405060708090A0B0C0D0E0F10") == job)
        #expect(JobID(value: 0).description == String(repeating: "0", count: 32))
    }

    @Test(arguments: [
        "", "01", String(repeating: "0", count: 33), "g" + String(repeating: "0", count: 31),
        "é" + String(repeating: "0", count: 30),
    ])
    func otherTextIsNoJob(_ text: String) {
        #expect(JobID(hex: text) == nil)
    }

    @Test func randomOnesDiffer() {
        #expect(Set((0..<100).map { _ in JobID.random() }).count == 100)
    }
}
