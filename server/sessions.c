#include "server/sessions.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "server/addresses.h"
#include "server/clock.h"

// Three kinds of locks. A shard's guards which entries there are, and is held for a few
// instructions; so is the one that guards how many there are; an entry's guards its session, and is
// held for the length of a call. No thread holds two locks.
//
// Invariants, under the shard's lock:
//   an entry is freed only when `users` is 0 and it is not in the table;
//   `ended` entries stay in the table, oldest first in the shard's queue; whenever one is made,
//   at most ENDED_KEPT are left of those that nobody uses;
//   the session of an entry with users == 0 is touched only under the shard's lock;
//   an entry with users == 0 that has not ended has a session.
enum { SHARDS = 64, BUCKETS = 64, ENDED_KEPT = LIMITS_ENDED_SESSIONS / SHARDS };

typedef struct Entry Entry;
struct Entry {
    char id[SESSION_ID_SIZE];
    Entry *next;        // In its bucket.
    Entry *next_ended;  // In the shard's queue.
    unsigned users;
    bool ended;
    bool was_idle;  // When it ended.
    uint64_t last_used;
    pthread_mutex_t lock;
    ApiSession *session;  // Owned; NULL once it has been destroyed.
    uint64_t address;     // Of whoever made it.
};

typedef struct {
    pthread_mutex_t lock;
    Entry *buckets[BUCKETS];
    Entry *oldest_ended, *newest_ended;
    size_t ended_count;
} Shard;

struct Sessions {
    Shard shards[SHARDS];
    const ServerLimits *limits;
    pthread_mutex_t counting;
    size_t count;          // Sessions that live, and those that are being made.
    Addresses *addresses;  // The same by whose they are.
};

// --- Entries ---

static Entry *entry_create(const char *id, ApiSession *session, uint64_t address) {
    Entry *entry = calloc(1, sizeof *entry);
    if (entry != NULL) {
        memcpy(entry->id, id, SESSION_ID_SIZE);
        pthread_mutex_init(&entry->lock, NULL);
        entry->session = session;
        entry->address = address;
        entry->last_used = clock_milliseconds();
    }
    return entry;
}

static void entry_destroy(Entry *entry) {
    api_session_destroy(entry->session);
    pthread_mutex_destroy(&entry->lock);
    free(entry);
}

// --- Shards; all with the shard's lock held ---

// FNV-1a; ids made here are random, but anybody can ask for any text.
static uint32_t hash_id(const char *id) {
    uint32_t hash = 2166136261U;
    for (; *id != '\0'; id++) {
        hash = (hash ^ (unsigned char)*id) * 16777619U;
    }
    return hash;
}

static Shard *shard_of(Sessions *sessions, const char *id) {
    return &sessions->shards[hash_id(id) % SHARDS];
}

static Entry **bucket_of(Shard *shard, const char *id) {
    return &shard->buckets[hash_id(id) / SHARDS % BUCKETS];
}

static Entry *shard_find(Shard *shard, const char *id) {
    Entry *entry = *bucket_of(shard, id);
    while (entry != NULL && strcmp(entry->id, id) != 0) {
        entry = entry->next;
    }
    return entry;
}

static void shard_remove(Shard *shard, Entry *entry) {
    Entry **link = bucket_of(shard, entry->id);
    while (*link != entry) {
        link = &(*link)->next;
    }
    *link = entry->next;
}

// Forgets the sessions that ended first, unless a thread is still at them.
static void shard_forget_oldest(Shard *shard) {
    while (shard->ended_count > ENDED_KEPT && shard->oldest_ended->users == 0) {
        Entry *oldest = shard->oldest_ended;
        shard->oldest_ended = oldest->next_ended;
        shard->ended_count--;
        shard_remove(shard, oldest);
        entry_destroy(oldest);
    }
}

static void shard_end(Shard *shard, Entry *entry) {
    entry->ended = true;
    if (shard->ended_count == 0) {
        shard->oldest_ended = entry;
    } else {
        shard->newest_ended->next_ended = entry;
    }
    shard->newest_ended = entry;
    shard->ended_count++;
}

// --- Refusals ---

static const Refusal unknown = {API_NO_SUCH_SESSION, "There is no session of that id."};
static const Refusal ended = {API_SESSION_ENDED, "The session has ended."};
static const Refusal out_of_memory = {API_NO_MEMORY, "The server is out of memory."};

static Refusal beyond(const Sessions *sessions, ServerLimit limit, const char *detail) {
    return limits_refuse(&sessions->limits->rows[limit], detail);
}

// --- Places for sessions ---

static Refusal find_place(const Sessions *sessions, uint64_t address) {
    uint64_t own = limits_value(sessions->limits, SERVER_LIMIT_SESSIONS_PER_ADDRESS);
    if (sessions->count >= limits_value(sessions->limits, SERVER_LIMIT_SESSIONS)) {
        return beyond(
            sessions, SERVER_LIMIT_SESSIONS,
            "There are as many sessions as this server takes; end one that is not needed.");
    }
    if (own > 0 && addresses_count(sessions->addresses, address) >= own) {
        return beyond(sessions, SERVER_LIMIT_SESSIONS_PER_ADDRESS,
                      "Your address has as many sessions as one may; end one that is not needed.");
    }
    return (Refusal){API_OK};
}

static Refusal take_place(Sessions *sessions, uint64_t address) {
    pthread_mutex_lock(&sessions->counting);
    Refusal refusal = find_place(sessions, address);
    if (refusal.code == API_OK) {
        sessions->count++;
        addresses_add(sessions->addresses, address);
    }
    pthread_mutex_unlock(&sessions->counting);
    return refusal;
}

static void give_place(Sessions *sessions, uint64_t address) {
    pthread_mutex_lock(&sessions->counting);
    sessions->count--;
    addresses_remove(sessions->addresses, address);
    pthread_mutex_unlock(&sessions->counting);
}

// --- Using one session ---

static Refusal why_ended(const Sessions *sessions, const Entry *entry) {
    return entry->was_idle ? beyond(sessions, SERVER_LIMIT_IDLE_SESSION,
                                    "The session has ended: nobody used it for too long.")
                           : ended;
}

static ApiReply busy(const Sessions *sessions) {
    return limits_answer(
        beyond(sessions, SERVER_LIMIT_BUSY_TIME,
               "Another request of this session is still running; ask again when it is done."));
}

// API_OK with *out_entry in use until release(), or why there is none.
static Refusal acquire(Sessions *sessions, const char *id, Entry **out_entry) {
    Shard *shard = shard_of(sessions, id);
    Refusal refusal = unknown;
    pthread_mutex_lock(&shard->lock);
    Entry *entry = shard_find(shard, id);
    if (entry != NULL) {
        refusal = entry->ended ? why_ended(sessions, entry) : (Refusal){API_OK};
    }
    if (refusal.code == API_OK) {
        entry->users++;
        *out_entry = entry;
    }
    pthread_mutex_unlock(&shard->lock);
    return refusal;
}

static void release(Sessions *sessions, Entry *entry) {
    Shard *shard = shard_of(sessions, entry->id);
    uint64_t now = clock_milliseconds();
    pthread_mutex_lock(&shard->lock);
    entry->users--;
    entry->last_used = now;
    pthread_mutex_unlock(&shard->lock);
}

// Waits for the calls under way, but not for long: each worker that waits is lost to the others.
// False if they go on. The time of day is the only clock that the thread sanitizer can follow here.
static bool entry_lock(Sessions *sessions, Entry *entry) {
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += (time_t)limits_value(sessions->limits, SERVER_LIMIT_BUSY_TIME);
    return pthread_mutex_timedlock(&entry->lock, &end) == 0;
}

static ApiReply call_entry(Sessions *sessions, Entry *entry, ApiCall call, const ApiInput *input) {
    if (!entry_lock(sessions, entry)) {
        return busy(sessions);
    }
    ApiReply reply =
        entry->session != NULL ? api_call(entry->session, call, input) : limits_answer(ended);
    pthread_mutex_unlock(&entry->lock);
    return reply;
}

ApiReply sessions_call(Sessions *sessions, const char *id, ApiCall call, const ApiInput *input) {
    Entry *entry = NULL;
    Refusal refusal = acquire(sessions, id, &entry);
    if (refusal.code != API_OK) {
        return limits_answer(refusal);
    }
    ApiReply reply = call_entry(sessions, entry, call, input);
    release(sessions, entry);
    return reply;
}

// Takes the session out of its entry: whoever gets it is the one who ends it. On failure
// *out_session is untouched.
static ApiReply take_session(Sessions *sessions, Entry *entry, const ApiInput *input,
                             ApiSession **out_session) {
    if (!entry_lock(sessions, entry)) {
        return busy(sessions);
    }
    ApiReply reply =
        entry->session != NULL ? api_expect(entry->session, input) : limits_answer(ended);
    if (reply.code == API_OK) {
        *out_session = entry->session;
        entry->session = NULL;
    }
    pthread_mutex_unlock(&entry->lock);
    return reply;
}

// Marks it as ended, so that no further thread acquires it.
static void mark_ended(Sessions *sessions, Entry *entry) {
    Shard *shard = shard_of(sessions, entry->id);
    pthread_mutex_lock(&shard->lock);
    shard_end(shard, entry);
    pthread_mutex_unlock(&shard->lock);
}

ApiReply sessions_end(Sessions *sessions, const char *id, const ApiInput *input) {
    Entry *entry = NULL;
    ApiSession *session = NULL;
    Refusal refusal = acquire(sessions, id, &entry);
    if (refusal.code != API_OK) {
        return limits_answer(refusal);
    }
    ApiReply reply = take_session(sessions, entry, input, &session);
    if (reply.code == API_OK) {
        mark_ended(sessions, entry);
        api_session_destroy(session);
        give_place(sessions, entry->address);
        reply.code = API_NO_CONTENT;
    }
    release(sessions, entry);
    return reply;
}

// --- Making a session ---

static bool make_id(char id[static SESSION_ID_SIZE]) {
    unsigned char bits[16];
    if (getrandom(bits, sizeof bits, 0) != (ssize_t)sizeof bits) {
        return false;
    }
    for (size_t i = 0; i < sizeof bits; i++) {
        snprintf(id + 2 * i, 3, "%02x", bits[i]);
    }
    return true;
}

static ApiReply create_session(const char *id, const ApiInput *input, ApiSession **out_session) {
    char url[sizeof "/v1/sessions/" + SESSION_ID_SIZE];
    char created_at[CLOCK_STAMP_SIZE];
    snprintf(url, sizeof url, "/v1/sessions/%s", id);
    clock_stamp(created_at);
    ApiIdentity identity = {.id = id, .url = url, .created_at = created_at};
    return api_session_create(&identity, input, out_session);
}

static bool insert(Sessions *sessions, const char *id, ApiSession *session, uint64_t address) {
    Entry *entry = entry_create(id, session, address);
    if (entry == NULL) {
        return false;
    }
    Shard *shard = shard_of(sessions, id);
    pthread_mutex_lock(&shard->lock);
    shard_forget_oldest(shard);
    Entry **bucket = bucket_of(shard, id);
    entry->next = *bucket;
    *bucket = entry;
    pthread_mutex_unlock(&shard->lock);
    return true;
}

// A place is taken already; whoever calls gives it back on failure.
static ApiReply open_counted(Sessions *sessions, const ApiInput *input, uint64_t address,
                             char id[static SESSION_ID_SIZE]) {
    ApiSession *session = NULL;
    if (!make_id(id)) {
        return limits_answer(out_of_memory);
    }
    ApiReply reply = create_session(id, input, &session);
    if (session != NULL && !insert(sessions, id, session, address)) {
        api_session_destroy(session);
        free(reply.body);
        return limits_answer(out_of_memory);
    }
    return reply;
}

ApiReply sessions_open(Sessions *sessions, const ApiInput *input, uint64_t address,
                       char id[static SESSION_ID_SIZE]) {
    Refusal refusal = take_place(sessions, address);
    if (refusal.code != API_OK) {
        return limits_answer(refusal);
    }
    ApiReply reply = open_counted(sessions, input, address, id);
    if (reply.code != API_CREATED) {
        give_place(sessions, address);
    }
    return reply;
}

// --- Idle sessions ---

// Ends an idle session of the shard and hands its ApiSession over; NULL when none is left.
static ApiSession *end_one_idle(Shard *shard, uint64_t used_before, uint64_t *out_address) {
    for (size_t i = 0; i < BUCKETS; i++) {
        for (Entry *entry = shard->buckets[i]; entry != NULL; entry = entry->next) {
            if (!entry->ended && entry->users == 0 && entry->last_used < used_before) {
                ApiSession *session = entry->session;
                entry->session = NULL;
                entry->was_idle = true;
                *out_address = entry->address;
                shard_end(shard, entry);
                return session;
            }
        }
    }
    return NULL;
}

static void sweep_shard(Sessions *sessions, Shard *shard, uint64_t used_before) {
    ApiSession *session = NULL;
    uint64_t address = 0;
    do {
        pthread_mutex_lock(&shard->lock);
        session = end_one_idle(shard, used_before, &address);
        pthread_mutex_unlock(&shard->lock);
        if (session != NULL) {
            api_session_destroy(session);
            give_place(sessions, address);
        }
    } while (session != NULL);
}

void sessions_sweep(Sessions *sessions) {
    uint64_t now = clock_milliseconds();
    uint64_t idle = limits_value(sessions->limits, SERVER_LIMIT_IDLE_SESSION) * 1000;
    if (idle == 0 || now < idle) {
        return;
    }
    for (size_t i = 0; i < SHARDS; i++) {
        sweep_shard(sessions, &sessions->shards[i], now - idle);
    }
}

// --- All of them ---

Sessions *sessions_create(const ServerLimits *limits) {
    Sessions *sessions = calloc(1, sizeof *sessions);
    Addresses *addresses = addresses_create(limits_value(limits, SERVER_LIMIT_SESSIONS));
    if (sessions == NULL || addresses == NULL) {
        free(sessions);
        addresses_destroy(addresses);
        return NULL;
    }
    sessions->limits = limits;
    sessions->addresses = addresses;
    pthread_mutex_init(&sessions->counting, NULL);
    for (size_t i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&sessions->shards[i].lock, NULL);
    }
    return sessions;
}

static void shard_destroy(Shard *shard) {
    for (size_t i = 0; i < BUCKETS; i++) {
        for (Entry *entry = shard->buckets[i]; entry != NULL;) {
            Entry *next = entry->next;
            entry_destroy(entry);
            entry = next;
        }
    }
    pthread_mutex_destroy(&shard->lock);
}

void sessions_destroy(Sessions *sessions) {
    if (sessions == NULL) {
        return;
    }
    for (size_t i = 0; i < SHARDS; i++) {
        shard_destroy(&sessions->shards[i]);
    }
    pthread_mutex_destroy(&sessions->counting);
    addresses_destroy(sessions->addresses);
    free(sessions);
}
