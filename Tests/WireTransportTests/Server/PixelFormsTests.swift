import Synchronization
import Testing
import WireProtocol

@testable import WireTransport

struct PixelFormsTests {
    @Test func eachFormIsMadeOnce() {
        let forms = PixelForms()
        let wanted: [PixelForms.Form] = [
            .init(content: .x0, encoding: .zlib), .init(content: .xt, encoding: .zlib),
            .init(content: .x0, encoding: .png), .init(encoding: .zlib),
        ]
        var made = 0
        for _ in 0..<3 {
            for (number, form) in wanted.enumerated() {
                let pixels = forms.pixels(form) {
                    made += 1
                    return [UInt8(number)]
                }
                #expect(pixels == [UInt8(number)])
            }
        }
        #expect(made == wanted.count)
    }

    @Test func whatCannotBeMadeIsNothing() {
        let forms = PixelForms()
        let form = PixelForms.Form(encoding: .png)
        #expect(forms.pixels(form) { nil } == nil)
        #expect(forms.pixels(form) { [1] } == [1])
    }

    @Test func theViewersOfAnEventShareItsForms() {
        let received = Mutex<[PixelForms]>([])
        let viewers = (0..<3).map { _ in
            Viewer(viewing: Viewing()) { (_, forms) -> ServerConnection? in
                received.withLock { $0.append(forms) }
                return nil
            }
        }
        let image = JobEvent.image(ImageEvent(index: 0, width: 1, height: 1, channels: 1, pixels: [7]))
        var wakeUps = WakeUps()
        for _ in 0..<2 { viewers.send(image, waking: &wakeUps) }
        let identities = received.withLock { $0.map(ObjectIdentifier.init) }
        #expect(identities.count == 6 && Set(identities).count == 2)
        #expect(Set(identities.prefix(3)).count == 1)
    }

    @Test func theyComeOutOfTheOutboxWithTheirEvent() {
        let forms = PixelForms()
        let preview = Preview(
            step: 1, steps: 9, timestep: 0, content: .x0, costMicroseconds: 0, remainingMilliseconds: 0, count: 1,
            width: 1, height: 1, channels: 1, pixels: [7])
        let image = ImageEvent(index: 0, width: 1, height: 1, channels: 1, pixels: [7])
        for event in [.preview(preview), .image(image)] as [JobEvent] {
            var outbox = Outbox()
            let lane = outbox.addLane(1, Viewing(previewEncoding: .zlib, imageEncoding: .png))
            #expect(outbox.open(1, lane: lane, viewer: Viewer { _ in }) == true)
            #expect(outbox.post(event, forms: forms, request: 1, lane: lane) == true)
            guard case .frame(let frame, let packing?)? = outbox.next() else {
                return #expect(Bool(false), "no frame")
            }
            #expect(packing.forms === forms && packing.encoding == (frame.message.type == .image ? .png : .zlib))
        }
    }
}
