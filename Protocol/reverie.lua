-- A dissector of Reverie's protocol, version 3 (SPECIFICATION.md), for Wireshark and tshark:
--
--     wireshark -X lua_script:Protocol/reverie.lua
--     tshark -i lo -f "tcp port 7433" -X lua_script:Protocol/reverie.lua -Y reverie
--
-- Another port: right-click a packet, "Decode As", REVERIE; or tshark -d tcp.port==7599,reverie.

local reverie = Proto("reverie", "Reverie")

-- The fields of each message, in the order of the specification's tables: name, kind. A kind is a number kind, `string`,
-- `bytes` (with a count), a number (of bytes as they are), or {list, fields} / {group, fields}.
local VIEWING = {
  {"previewEvery", "u16"}, {"previewContent", "u8"}, {"previewEncoding", "u8"}, {"imageEncoding", "u8"},
}
local RECIPE = {
  {"model", "string"}, {"prompt", "string"}, {"negativePrompt", "string"}, {"seed", "u64"}, {"count", "u8"},
  {"steps", "u32"}, {"sampler", "string"}, {"guidanceScale", "f32"},
  {"options", {list = {{"tag", "u16"}, {"value", "bytes"}}}},
}
local SIZE = {{"width", "u16"}, {"height", "u16"}, {"channels", "u8"}}
local PROBLEM = {{"code", "u16"}, {"retryable", "bool"}, {"message", "string"}}
local STOP = {{"step", "u32"}, {"milliseconds", "u32"}}
local TEXTS = {list = {{"text", "string"}}}

local function join(...)
  local all = {}
  for _, part in ipairs({...}) do
    for _, field in ipairs(part) do all[#all + 1] = field end
  end
  return all
end

local MODEL = join({{"name", "string"}, {"title", "string"}, {"description", "string"}, {"hash", 32}}, SIZE, {
  {"timesteps", "u32"}, {"samplers", TEXTS}, {"defaultSampler", "string"}, {"defaultSteps", "u32"},
  {"defaultGuidanceScale", "f32"}, {"defaultPrompt", "string"}, {"prompts", TEXTS}, {"styles", TEXTS}, {"schedule", "string"},
  {"betaStart", "f32"}, {"betaEnd", "f32"},
})
local RESIDENT = {
  {"name", "string"}, {"bytes", "u64"}, {"stepTimes", {list = {{"batch", "u16"}, {"microseconds", "u32"}}}},
}

local MESSAGES = {
  [0x0001] = {"HELLO", {{"magic", 4}, {"minimumVersion", "u16"}, {"maximumVersion", "u16"}, {"features", "u32"},
    {"clientNonce", 16}, {"client", "string"}}},
  [0x0002] = {"LIST_MODELS", {}},
  [0x0003] = {"SUBMIT", join({{"idempotencyKey", 16}}, VIEWING, {{"trace", "string"}}, RECIPE)},
  [0x0004] = {"CANCEL", {{"job", 16}}},
  [0x0005] = {"PING", {{"payload", "u64"}}},
  [0x0006] = {"AUTHENTICATE", {{"proof", 32}}},
  [0x0007] = {"ATTACH", join({{"job", 16}, {"fromStep", "u32"}}, VIEWING)},
  [0x0008] = {"DETACH", {{"watched", "u32"}}},
  [0x0009] = {"STATUS", {}},
  [0x000A] = {"EMBED", {{"texts", TEXTS}}},
  [0x8001] = {"WELCOME", {{"version", "u16"}, {"features", "u32"}, {"maximumRequestBytes", "u32"},
    {"maximumCount", "u8"}, {"maximumSteps", "u32"}, {"maximumPromptBytes", "u32"}, {"proof", 32},
    {"server", "string"}}},
  [0x8002] = {"MODELS", {{"models", {list = MODEL}}}},
  [0x8003] = {"ACCEPTED", {{"job", 16}, {"promptTruncated", "bool"}, {"familiarity", "f32"}, {"suggestions", TEXTS}}},
  [0x8004] = {"QUEUED", {{"position", "u32"}, {"estimatedMilliseconds", "u32"}}},
  [0x8005] = {"STARTED", {{"steps", "u32"}, {"count", "u8"}}},
  [0x8006] = {"PREVIEW", join({{"step", "u32"}, {"steps", "u32"}, {"timestep", "u32"}, {"content", "u8"},
    {"replaced", "u32"}, {"costMicroseconds", "u32"}, {"remainingMilliseconds", "u32"}, {"count", "u8"}}, SIZE,
    {{"encoding", "u8"}, {"pixels", "bytes"}})},
  [0x8007] = {"IMAGE", join({{"index", "u8"}}, SIZE, {{"encoding", "u8"}, {"pixels", "bytes"}})},
  [0x8008] = {"FINISHED", {{"milliseconds", "u32"}, {"evaluations", "u32"}}},
  [0x8009] = {"CANCELLED", STOP},
  [0x800A] = {"FAILED", PROBLEM},
  [0x800B] = {"PONG", {{"payload", "u64"}}},
  [0x800C] = {"GOING_AWAY", {{"message", "string"}}},
  [0x800D] = {"OK", {}},
  [0x800E] = {"CHALLENGE", {{"serverNonce", 16}}},
  [0x800F] = {"ATTACHED", join({{"state", "u8"}, {"step", "u32"}}, SIZE, {{"modelHash", 32}}, RECIPE)},
  [0x8010] = {"CANCEL_RESULT", STOP},
  [0x8011] = {"STATUS_REPORT", {{"uptimeMilliseconds", "u64"}, {"connections", "u32"}, {"queued", "u32"},
    {"running", "u32"}, {"finished", "u64"}, {"cancelled", "u64"}, {"failed", "u64"}, {"waitMilliseconds", "u32"},
    {"memoryBytes", "u64"}, {"load", "f32"}, {"temperature", "i16"}, {"throttling", "u8"},
    {"models", {list = RESIDENT}}}},
  [0x8012] = {"EMBEDDINGS", {{"encoder", 32}, {"width", "u16"},
    {"vectors", {list = {{"truncated", "bool"}, {"values", "vector"}}}}}},
  [0x80FF] = {"ERROR", PROBLEM},
}

local NAMES = {
  previewContent = {[0] = "x0", "x_t", "both"}, content = {[0] = "x0", "x_t", "both"},
  encoding = {[0] = "raw", "zlib", "PNG"}, previewEncoding = {[0] = "raw", "zlib", "PNG"},
  imageEncoding = {[0] = "raw", "zlib", "PNG"},
  tag = {"eta", "spacing", "dynamicThreshold", "guidanceRescale", "guidanceInterval", "variation", "initialPicture", "mask",
    "draftSteps", "pictures", "estimate"},
  state = {[0] = "queued", "running", "finished", "cancelled", "failed"},
  throttling = {[0] = "unknown", "no", "yes"},
  code = {
    [1] = "malformed", [2] = "frameTooLarge", [3] = "unsupportedVersion", [4] = "helloExpected", [5] = "unknownRequest",
    [6] = "requestInUse", [7] = "unauthorized", [10] = "unknownModel", [11] = "unknownSampler",
    [12] = "invalidParameter", [13] = "unknownPrompt", [14] = "busy", [15] = "notFound", [20] = "internal",
    [21] = "shuttingDown",
  },
}
local SIZES = {u8 = 1, bool = 1, u16 = 2, i16 = 2, u32 = 4, f32 = 4, u64 = 8}
local TYPES = {u8 = "uint8", bool = "bool", u16 = "uint16", i16 = "int16", u32 = "uint32", f32 = "float", u64 = "uint64"}

local type_names = {}
for number, message in pairs(MESSAGES) do type_names[number] = message[1] end
local header = {
  length = ProtoField.uint32("reverie.length", "length"),
  type = ProtoField.uint16("reverie.type", "type", base.HEX, type_names),
  request = ProtoField.uint32("reverie.request", "request"),
}
local fields = {}
local malformed = ProtoExpert.new("reverie.malformed", "Not laid out as the specification says", expert.group.MALFORMED,
  expert.severity.ERROR)
reverie.experts = {malformed}

-- One field of Wireshark's for each name: kinds that share a name share a type but for numbers of other sizes, which are told
-- apart by their message.
local function declare(layout, prefix)
  for _, field in ipairs(layout) do
    local name, kind = field[1], field[2]
    local key = prefix .. "." .. name
    if type(kind) == "table" then
      fields[key] = ProtoField.none(key, name)
      declare(kind.list, key)
    elseif kind == "string" then
      fields[key] = ProtoField.string(key, name, base.UNICODE)
    elseif kind == "f32" or kind == "vector" then
      fields[key] = ProtoField.float(key, name)
    elseif SIZES[kind] then
      fields[key] = ProtoField[TYPES[kind]](key, name, kind == "bool" and base.NONE or base.DEC, NAMES[name])
    else
      fields[key] = ProtoField.bytes(key, name)
    end
  end
end
local declared = {header.length, header.type, header.request}
for _, message in pairs(MESSAGES) do declare(message[2], "reverie." .. message[1]:lower()) end
for _, field in pairs(fields) do declared[#declared + 1] = field end
reverie.fields = declared

-- Adds the fields of `layout` from `at` on. Returns where they end; nil if the message ends first.
local function add(layout, prefix, payload, at, tree, width)
  for _, field in ipairs(layout) do
    local name, kind = field[1], field[2]
    local key = prefix .. "." .. name
    local left = payload:len() - at
    if type(kind) == "table" or kind == "string" or kind == "bytes" then
      if left < 4 then return nil end
      local count = payload(at, 4):uint()
      at, left = at + 4, left - 4
      if type(kind) == "table" then
        local branch = tree:add(fields[key], payload(at - 4, 4)):append_text(": " .. count)
        if count > left then return nil end
        for _ = 1, count do
          at = add(kind.list, key, payload, at, branch, width)
          if not at then return nil end
        end
      else
        if count > left then return nil end
        if count == 0 then
          tree:add(fields[key], payload(at - 4, 4), ""):append_text(" (empty)")
        else
          tree:add(fields[key], payload(at, count))
        end
        at = at + count
      end
    elseif kind == "vector" then
      if 4 * width > left then return nil end
      for index = 0, width - 1 do tree:add(fields[key], payload(at + 4 * index, 4)) end
      at = at + 4 * width
    else
      local size = SIZES[kind] or kind
      if size > left then return nil end
      tree:add(fields[key], payload(at, size))
      if name == "width" then width = payload(at, size):uint() end
      at = at + size
    end
  end
  return at
end

-- What the list of packets says of a message.
local function remark(name, payload)
  if name == "PREVIEW" and payload:len() >= 8 then
    return string.format("%s %d/%d", name, payload(0, 4):uint(), payload(4, 4):uint())
  end
  return name
end

local function dissect_frame(buffer, packet, tree)
  local length, number, request = buffer(0, 4):uint(), buffer(4, 2):uint(), buffer(6, 4):uint()
  local message = MESSAGES[number]
  local name = message and message[1] or string.format("0x%04X", number)
  local payload = buffer:len() > 10 and buffer(10):tvb() or ByteArray.new():tvb("empty")
  local branch = tree:add(reverie, buffer(), string.format("Reverie %s, request %d", name, request))
  branch:add(header.length, buffer(0, 4))
  branch:add(header.type, buffer(4, 2))
  branch:add(header.request, buffer(6, 4))
  packet.cols.info:append(string.format("[%d] %s ", request, remark(name, payload)))
  if message and add(message[2], "reverie." .. name:lower(), payload, 0, branch, 0) ~= length - 6 then
    branch:add_proto_expert_info(malformed)
  end
  return buffer:len()
end

local function frame_length(buffer, _, offset)
  return 4 + buffer(offset, 4):uint()
end

function reverie.dissector(buffer, packet, tree)
  packet.cols.protocol = "Reverie"
  packet.cols.info = ""
  dissect_tcp_pdus(buffer, tree, 10, frame_length, dissect_frame)
  return buffer:len()
end

DissectorTable.get("tcp.port"):add(7433, reverie)
