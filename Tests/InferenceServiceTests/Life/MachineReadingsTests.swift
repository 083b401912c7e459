import Testing
import WireProtocol

@testable import InferenceService

@Suite struct MachineReadingsTests {
    private func readings(_ files: [String: String]) -> MachineReadings { MachineReadings { files[$0] } }

    @Test func aRaspberryPiTellsAll() {
        let readings = readings([
            "/proc/self/status": "Name:\treverie\nVmPeak:\t  900 kB\nVmRSS:\t   46012 kB\n",
            "/proc/loadavg": "1.25 0.90 0.50 2/300 4242\n",
            "/sys/class/thermal/thermal_zone0/temp": "48312\n",
            "/sys/class/thermal/thermal_zone1/temp": "51000\n",
            "/sys/devices/platform/soc/soc:firmware/get_throttled": "50005\n",
        ])
        #expect(readings.residentBytes == 46012 * 1024)
        #expect(readings.load == 1.25)
        #expect(readings.temperature == 5100)
        #expect(readings.throttling == .yes)
    }

    @Test func whatWasAndIsNoMoreIsNoThrottling() {
        let path = "/sys/devices/platform/soc/soc:firmware/get_throttled"
        #expect(readings([path: "50000\n"]).throttling == .no)
        #expect(readings([path: "0\n"]).throttling == .no)
    }

    @Test(arguments: ["", "\n", "no number", "-", "VmRSS:", "VmRSS:\tmany kB", "99999999999999999999999"])
    func whatCannotBeReadIsUnknown(text: String) {
        let readings = MachineReadings { _ in text }
        #expect(readings.residentBytes == nil && readings.load ?? 0 >= 0 && readings.temperature == nil)
        #expect(MachineReadings { _ in nil }.throttling == .unknown && MachineReadings { _ in nil }.load == nil)
    }

    @Test func thisMachineTellsAtLeastTheMemory() {
        #expect(MachineReadings.system.residentBytes ?? 0 > 1 << 20)
    }
}
