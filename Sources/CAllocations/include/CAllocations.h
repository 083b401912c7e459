#pragma once

#include <stdbool.h>
#include <stddef.h>

/// Whether this program counts how often it asks for memory: with glibc, and without a sanitizer that does so itself.
bool reverie_allocations_are_counted(void);

/// How often all threads together have asked for memory.
size_t reverie_allocations(void);
