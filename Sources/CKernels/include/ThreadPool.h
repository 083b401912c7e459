#pragma once

#include <stddef.h>

/// A fork-join pool: the caller takes part, finished items are counted (not workers, so that a worker whose core is
/// busy elsewhere holds nobody up), and workers spin a little before they sleep.
typedef struct ReverieThreadPool ReverieThreadPool;

/// `threads` counts the caller. NULL if memory is short; fewer threads if the system gives no more.
ReverieThreadPool *reverie_pool_create(size_t threads);
void reverie_pool_destroy(ReverieThreadPool *pool);
size_t reverie_pool_threads(const ReverieThreadPool *pool);

/// Calls body(context, i) once for each i in 0..<items, and returns when all are done. A call from inside a body,
/// or while another caller's job runs, runs its items in the calling thread.
void reverie_pool_run(ReverieThreadPool *pool, size_t items, void (*body)(void *context, size_t item), void *context);
