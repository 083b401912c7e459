/// What the lines of `--json` hold, as JSON Schema (2020-12).
///
/// Members may be added later; those that there are stay what they are.
enum ReportSchema {
    private enum Kind: Sendable {
        case text, integer, number, flag, texts, object, list
        indirect case orNull(Kind)

        var json: String {
            switch self {
            case .text: #"{"type":"string"}"#
            case .integer: #"{"type":"integer"}"#
            case .number: #"{"type":"number"}"#
            case .flag: #"{"type":"boolean"}"#
            case .texts: #"{"type":"array","items":{"type":"string"}}"#
            case .object: #"{"type":"object"}"#
            case .list: #"{"type":"array","items":{"type":"object"}}"#
            case .orNull(let kind): #"{"anyOf":["# + kind.json + #",{"type":"null"}]}"#
            }
        }
    }

    /// Of one event. Members whose names end with a question mark may be missing.
    private struct Event: Sendable {
        let name: String
        let meaning: String
        let members: KeyValuePairs<String, Kind>
    }

    private static let events = [
        Event(
            name: "accepted", meaning: "The server took a job.",
            members: [
                "job": .text, "model": .text, "prompt": .text, "negativePrompt": .text, "seed": .integer,
                "count": .integer, "steps": .integer, "sampler": .text, "guidanceScale": .number,
                "familiarity": .number, "suggestions": .texts, "promptTruncated": .flag,
            ]),
        Event(
            name: "queued", meaning: "The job waits; ahead counts the jobs before it.",
            members: ["job": .text, "ahead": .integer, "secondsToStart": .orNull(.number)]),
        Event(
            name: "started", meaning: "Its first step begins.",
            members: ["job": .text, "steps": .integer, "count": .integer]),
        Event(
            name: "step", meaning: "A step is done; replaced counts those before it that were not told.",
            members: [
                "job": .text, "step": .integer, "steps": .integer, "timestep": .integer,
                "secondsLeft": .orNull(.number), "replaced": .integer,
            ]),
        Event(name: "lost", meaning: "The connection is lost for the moment.", members: ["job": .orNull(.text)]),
        Event(
            name: "picture", meaning: "A picture's file is written.",
            members: ["file": .text, "job?": .orNull(.text), "image?": .integer, "seed?": .integer, "line?": .integer]),
        Event(name: "sheet", meaning: "A sheet's file is written.", members: ["file": .text]),
        Event(
            name: "animation", meaning: "An animation's file is written.", members: ["file": .text, "frames": .integer]),
        Event(
            name: "frame", meaning: "The file of what a step showed is written.",
            members: ["file": .text, "step": .integer]),
        Event(
            name: "finished", meaning: "The job is done.",
            members: ["job": .text, "seconds": .number, "evaluations": .integer]),
        Event(name: "cancelled", meaning: "The job was cancelled.", members: ["job": .text, "step": .integer]),
        Event(
            name: "failed", meaning: "The job failed, or there is none for a line of a batch.",
            members: ["message": .text, "job?": .orNull(.text), "retryable?": .flag, "line?": .integer]),
        Event(name: "detached", meaning: "The program leaves; the job goes on.", members: ["job": .text]),
        Event(
            name: "summary", meaning: "A batch's end.",
            members: ["done": .integer, "before": .integer, "failed": .integer, "left": .integer, "seconds": .number]),
        Event(
            name: "job", meaning: "A job that this user asked for.",
            members: [
                "job": .text, "state": .text, "step": .integer, "steps": .integer, "count": .integer, "model": .text,
                "prompt": .text, "seed": .integer, "asked": .integer,
            ]),
        Event(
            name: "status", meaning: "How a server is.",
            members: [
                "uptimeSeconds": .number, "connections": .integer, "queued": .integer, "running": .integer,
                "finished": .integer, "cancelled": .integer, "failed": .integer, "secondsToStart": .orNull(.number),
                "memoryBytes": .orNull(.integer), "load": .orNull(.number), "temperature": .orNull(.number),
                "throttled": .orNull(.flag), "models": .list,
            ]),
        Event(
            name: "model", meaning: "A model of the server.",
            members: [
                "name": .text, "title": .text, "description": .text, "hash": .text, "width": .integer,
                "height": .integer, "channels": .integer, "timesteps": .integer, "samplers": .texts,
                "defaultSampler": .text, "defaultSteps": .integer, "defaultGuidanceScale": .number,
                "defaultPrompt": .text, "prompts": .texts,
            ]),
        Event(
            name: "server", meaning: "A server that answered.",
            members: ["server": .text, "address": .text, "machine?": .text, "token?": .flag, "tls?": .flag]),
        Event(name: "pong", meaning: "A round trip to the server.", members: ["milliseconds": .number]),
        Event(
            name: "embeddings", meaning: "Texts as vectors.",
            members: ["encoder": .text, "width": .integer, "embeddings": .list]),
        Event(
            name: "shown", meaning: "A picture's file and its recipe.",
            members: [
                "file": .text, "width": .integer, "height": .integer, "channels": .integer, "recipe": .orNull(.object),
            ]),
        Event(
            name: "verified", meaning: "Whether a picture is what its recipe makes.",
            members: [
                "file": .text, "equal": .flag, "scale?": .integer, "largestDifference?": .integer,
                "differing?": .integer, "values?": .integer, "x?": .integer, "y?": .integer, "reason?": .text,
            ]),
        Event(
            name: "image", meaning: "A picture of a catalogue; created counts milliseconds since 1970.",
            members: [
                "hash": .text, "caption": .text, "created": .orNull(.integer), "match": .orNull(.text), "url": .text,
            ]),
        Event(
            name: "page", meaning: "The end of a list.",
            members: ["total": .orNull(.integer), "meaning": .orNull(.flag), "reason": .orNull(.text)]),
        Event(name: "deleted", meaning: "A picture was deleted.", members: ["hash": .text]),
        Event(
            name: "login", meaning: "A profile was written.",
            members: ["profile": .text, "address": .text, "server": .text, "fingerprint": .orNull(.text)]),
        Event(
            name: "error", meaning: "The command ends with this exit code.",
            members: ["status": .integer, "message": .text]),
    ]

    static var names: [String] { events.map(\.name) }

    static var text: String {
        let objects = events.map { event in
            let members = event.members.map { key, kind in
                "        \"\(key.filter { $0 != "?" })\": \(kind.json)"
            }
            let required = event.members.map(\.key).filter { !$0.hasSuffix("?") }.map { "\"\($0)\"" }
            return """
                    {
                      "title": "\(event.name)",
                      "description": "\(event.meaning)",
                      "type": "object",
                      "required": [\((["\"event\""] + required).joined(separator: ", "))],
                      "properties": {
                        "event": {"const": "\(event.name)"},
                \(members.joined(separator: ",\n"))
                      }
                    }
                """
        }
        return """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "title": "A line of reverie --json",
              "oneOf": [
            \(objects.joined(separator: ",\n"))
              ]
            }

            """
    }
}
