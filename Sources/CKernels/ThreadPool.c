#include "ThreadPool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#if defined(__linux__)
#include <sys/prctl.h>
#endif

enum { spins = 2000 };

struct ReverieThreadPool {
    /// Generation in the upper half, items nobody has claimed yet in the lower. While a worker's compare-and-swap on it
    /// succeeds with a lower half above zero, that generation's job is not finished, so the job's fields below hold still.
    _Atomic uint64_t ticket;
    _Atomic size_t finished;
    _Atomic size_t items;
    _Atomic(void (*)(void *, size_t)) body;
    _Atomic(void *) context;

    _Atomic size_t sleepers;
    _Atomic bool caller_sleeps;
    _Atomic bool stop;
    /// Somebody's job is being run.
    _Atomic bool taken;
    pthread_mutex_t mutex;
    pthread_cond_t work;
    pthread_cond_t done;
    size_t workers;
    pthread_t worker[];
};

static _Thread_local bool inside = false;

static inline void relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static uint32_t unclaimed(uint64_t ticket) { return (uint32_t)ticket; }

/// Runs items until none is left to claim.
static void work_through(ReverieThreadPool *pool) {
    uint64_t ticket = atomic_load(&pool->ticket);
    while (unclaimed(ticket) > 0) {
        size_t items = atomic_load(&pool->items);
        void (*body)(void *, size_t) = atomic_load(&pool->body);
        void *context = atomic_load(&pool->context);
        if (!atomic_compare_exchange_weak(&pool->ticket, &ticket, ticket - 1)) continue;
        body(context, items - unclaimed(ticket));
        if (atomic_fetch_add(&pool->finished, 1) + 1 == items && atomic_load(&pool->caller_sleeps)) {
            pthread_mutex_lock(&pool->mutex);
            pthread_cond_signal(&pool->done);
            pthread_mutex_unlock(&pool->mutex);
        }
        ticket = atomic_load(&pool->ticket);
    }
}

static void *worker_main(void *argument) {
    ReverieThreadPool *pool = argument;
    inside = true;
#if defined(__linux__)
    prctl(PR_SET_NAME, "kernels");
#endif
    while (!atomic_load(&pool->stop)) {
        work_through(pool);
        int turn = 0;
        while (turn < spins && unclaimed(atomic_load(&pool->ticket)) == 0) {
            relax();
            turn++;
        }
        if (turn < spins) continue;
        pthread_mutex_lock(&pool->mutex);
        atomic_fetch_add(&pool->sleepers, 1);
        while (unclaimed(atomic_load(&pool->ticket)) == 0 && !atomic_load(&pool->stop)) {
            pthread_cond_wait(&pool->work, &pool->mutex);
        }
        atomic_fetch_sub(&pool->sleepers, 1);
        pthread_mutex_unlock(&pool->mutex);
    }
    return NULL;
}

ReverieThreadPool *reverie_pool_create(size_t threads) {
    size_t workers = threads > 1 ? threads - 1 : 0;
    ReverieThreadPool *pool = calloc(1, sizeof(ReverieThreadPool) + workers * sizeof(pthread_t));
    if (!pool) return NULL;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->done, NULL);
    while (pool->workers < workers && pthread_create(&pool->worker[pool->workers], NULL, worker_main, pool) == 0) {
        pool->workers++;
    }
    return pool;
}

void reverie_pool_destroy(ReverieThreadPool *pool) {
    pthread_mutex_lock(&pool->mutex);
    atomic_store(&pool->stop, true);
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->mutex);
    for (size_t i = 0; i < pool->workers; i++) pthread_join(pool->worker[i], NULL);
    pthread_cond_destroy(&pool->done);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}

size_t reverie_pool_threads(const ReverieThreadPool *pool) { return pool->workers + 1; }

static void wait_until_finished(ReverieThreadPool *pool, size_t items) {
    for (int turn = 0; turn < spins; turn++) {
        if (atomic_load(&pool->finished) == items) return;
        relax();
    }
    pthread_mutex_lock(&pool->mutex);
    atomic_store(&pool->caller_sleeps, true);
    while (atomic_load(&pool->finished) != items) pthread_cond_wait(&pool->done, &pool->mutex);
    atomic_store(&pool->caller_sleeps, false);
    pthread_mutex_unlock(&pool->mutex);
}

void reverie_pool_run(ReverieThreadPool *pool, size_t items, void (*body)(void *, size_t), void *context) {
    bool free = false;
    if (inside || pool->workers == 0 || items < 2 || items > UINT32_MAX
        || !atomic_compare_exchange_strong(&pool->taken, &free, true)) {
        for (size_t i = 0; i < items; i++) body(context, i);
        return;
    }
    inside = true;
    atomic_store(&pool->items, items);
    atomic_store(&pool->body, body);
    atomic_store(&pool->context, context);
    atomic_store(&pool->finished, 0);
    uint64_t generation = (atomic_load(&pool->ticket) >> 32) + 1;
    atomic_store(&pool->ticket, generation << 32 | items);
    if (atomic_load(&pool->sleepers) > 0) {
        pthread_mutex_lock(&pool->mutex);
        pthread_cond_broadcast(&pool->work);
        pthread_mutex_unlock(&pool->mutex);
    }
    work_through(pool);
    wait_until_finished(pool, items);
    inside = false;
    atomic_store(&pool->taken, false);
}
