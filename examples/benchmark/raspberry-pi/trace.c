// A plugin for QEMU's user emulation: counts how often each basic block of a program runs, and passes its memory accesses
// through the caches of a Raspberry Pi 4 (Cortex-A72: 32 KB of two ways a core; 1 MB of 16 ways for all; lines of 64 bytes; least
// recently used goes). Written as the program ends, to the file that `out=` names:
//   cache LEVEL READS MISSES WRITEBACKS          then, for each block
//   block COUNT SYMBOL, and its instructions, a line each, and an empty line
//
//   cc -O2 -shared -fPIC -o trace.so trace.c && qemu-aarch64 -plugin ./trace.so,out=FILE PROGRAM ...
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What is used of QEMU's plugin interface, of which Debian 12 has no header. Newer versions of QEMU refuse old numbers: then
// compile with -DINTERFACE= what QEMU's message asks for; these functions have stayed the same.
#ifndef INTERFACE
#define INTERFACE 1
#endif
struct qemu_plugin_tb;
struct qemu_plugin_insn;
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t, void (*)(uint64_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *, void (*)(unsigned, void *), int, void *);
void qemu_plugin_register_vcpu_mem_cb(
    struct qemu_plugin_insn *, void (*)(unsigned, uint32_t, uint64_t, void *), int, int, void *);
void qemu_plugin_register_atexit_cb(uint64_t, void (*)(uint64_t, void *), void *);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
char *qemu_plugin_insn_disas(const struct qemu_plugin_insn *);
const char *qemu_plugin_insn_symbol(const struct qemu_plugin_insn *);
unsigned qemu_plugin_mem_size_shift(uint32_t);
bool qemu_plugin_mem_is_store(uint32_t);

#define EXPORT __attribute__((visibility("default")))
EXPORT int qemu_plugin_version = INTERFACE;

typedef struct Block {
    uint64_t address, count;
    size_t length;
    char *symbol, **instructions;
    struct Block *next;
} Block;

enum { buckets = 1 << 16, line_bits = 6 };
static Block *blocks[buckets];
static const char *out = "trace.txt";

typedef struct {
    size_t sets, ways;
    uint64_t *lines, reads, misses, writebacks;
} Cache;

static Cache first = {.sets = 256, .ways = 2}, second = {.sets = 1024, .ways = 16};
enum { dirty = 1 };

/// Each set is in the order of use; a line is its number shifted by one, and the lowest bit says whether it was written.
/// Returns whether it was there; `evicted` is a line that has to be written back, or 0.
static bool touch(Cache *cache, uint64_t line, bool store, uint64_t *evicted) {
    uint64_t *set = cache->lines + line % cache->sets * cache->ways, entry = (line + 1) << 1;
    cache->reads++;
    *evicted = 0;
    size_t way = 0;
    while (way < cache->ways && (set[way] | dirty) != (entry | dirty)) way++;
    bool found = way < cache->ways;
    if (found) {
        entry = set[way];
    } else {
        cache->misses++;
        way = cache->ways - 1;
        if (set[way] & dirty) {
            cache->writebacks++;
            *evicted = set[way];
        }
    }
    memmove(set + 1, set, way * sizeof *set);
    set[0] = entry | (store ? dirty : 0);
    return found;
}

static void access_memory(unsigned vcpu, uint32_t info, uint64_t address, void *unused) {
    (void)vcpu, (void)unused;
    bool store = qemu_plugin_mem_is_store(info);
    uint64_t last = (address + (1u << qemu_plugin_mem_size_shift(info)) - 1) >> line_bits, evicted, ignored;
    for (uint64_t line = address >> line_bits; line <= last; line++) {
        if (touch(&first, line, store, &evicted)) continue;
        touch(&second, line, false, &ignored);
        if (evicted) touch(&second, (evicted >> 1) - 1, true, &ignored);
    }
}

static void count(unsigned vcpu, void *block) {
    (void)vcpu;
    ((Block *)block)->count++;
}

static Block *block_of(struct qemu_plugin_tb *tb) {
    uint64_t address = qemu_plugin_tb_vaddr(tb);
    size_t length = qemu_plugin_tb_n_insns(tb);
    Block **place = &blocks[(address >> 2) % buckets];
    for (Block *block = *place; block; block = block->next) {
        if (block->address == address && block->length == length) return block;
    }
    Block *block = calloc(1, sizeof *block);
    const char *symbol = qemu_plugin_insn_symbol(qemu_plugin_tb_get_insn(tb, 0));
    *block = (Block){.address = address, .length = length, .symbol = strdup(symbol && *symbol ? symbol : "-"), .next = *place};
    block->instructions = calloc(length, sizeof *block->instructions);
    for (size_t i = 0; i < length; i++) block->instructions[i] = qemu_plugin_insn_disas(qemu_plugin_tb_get_insn(tb, i));
    return *place = block;
}

static void translate(uint64_t id, struct qemu_plugin_tb *tb) {
    (void)id;
    Block *block = block_of(tb);
    qemu_plugin_register_vcpu_tb_exec_cb(tb, count, 0, block);
    for (size_t i = 0; i < block->length; i++) {
        qemu_plugin_register_vcpu_mem_cb(qemu_plugin_tb_get_insn(tb, i), access_memory, 0, 3, NULL);
    }
}

static void report(uint64_t id, void *unused) {
    (void)id, (void)unused;
    FILE *file = fopen(out, "w");
    if (!file) {
        perror(out);
        return;
    }
    fprintf(file, "cache 1 %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", first.reads, first.misses, first.writebacks);
    fprintf(file, "cache 2 %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", second.reads, second.misses, second.writebacks);
    for (size_t i = 0; i < buckets; i++) {
        for (Block *block = blocks[i]; block; block = block->next) {
            fprintf(file, "block %" PRIu64 " %s\n", block->count, block->symbol);
            for (size_t j = 0; j < block->length; j++) fprintf(file, "%s\n", block->instructions[j]);
            fprintf(file, "\n");
        }
    }
    fclose(file);
}

EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv) {
    (void)info;
    for (int i = 0; i < argc; i++) {
        if (!strncmp(argv[i], "out=", 4)) out = strdup(argv[i] + 4);
    }
    first.lines = calloc(first.sets * first.ways, sizeof(uint64_t));
    second.lines = calloc(second.sets * second.ways, sizeof(uint64_t));
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    qemu_plugin_register_atexit_cb(id, report, NULL);
    return 0;
}
