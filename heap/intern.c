#include "heap/intern.h"

#include <string.h>

#include "heap/events.h"
#include "heap/hash.h"
#include "heap/memory/store.h"
#include "heap/state.h"
#include "heap/statics.h"
#include "heap/types/singletons.h"
#include "heap/types/str.h"

enum { MIN_CAPACITY = 8 };

// The table's block holds `capacity` slots, found by hash, then the entries, in the order of
// interning. A slot is 0 (never used) or the number of an entry, from 1; an entry whose string is
// gone is 0 and keeps its slot until the table is rebuilt. Always: live <= used <= entry_limit().
typedef struct {
    uint32_t *slots;
    Ref *entries;
} Table;

static uint32_t entry_limit(uint32_t capacity) {
    return (uint32_t)((uint64_t)capacity * 2 / 3);
}

static uint64_t table_bytes(uint32_t capacity) {
    return ((uint64_t)capacity + entry_limit(capacity)) * sizeof(uint32_t);
}

static Table open_table(const Heap *heap) {
    uint32_t *slots = range_at(heap, heap->intern.table);
    return (Table){.slots = slots, .entries = slots + heap->intern.capacity};
}

// ---- finding

typedef bool Matches(const Heap *heap, const Object *candidate, const void *wanted);

// The slot of the entry that matches, or the never used slot where the search ends. There is one.
static uint32_t find_slot(const Heap *heap, int64_t hash, Matches *matches, const void *wanted) {
    Table table = open_table(heap);
    uint32_t mask = heap->intern.capacity - 1;
    uint32_t slot = (uint32_t)hash & mask;
    for (; table.slots[slot] != 0; slot = (slot + 1) & mask) {
        const Object *candidate = object_at(heap, table.entries[table.slots[slot] - 1]);
        if (candidate != NULL && ((const StrObject *)candidate)->hash == hash &&
            matches(heap, candidate, wanted)) {
            break;
        }
    }
    return slot;
}

static Object *find(const Heap *heap, int64_t hash, Matches *matches, const void *wanted) {
    if (heap->intern.capacity == 0) {
        return NULL;
    }
    Table table = open_table(heap);
    uint32_t entry = table.slots[find_slot(heap, hash, matches, wanted)];
    return entry == 0 ? NULL : object_at(heap, table.entries[entry - 1]);
}

static Object *find_bool_text(Heap *heap, Matches *matches, const void *wanted) {
    for (int value = 0; value <= 1 && heap->profile->bool_text_is_interned; value++) {
        Object *text = static_bool_text(heap, value);
        if (matches(heap, text, wanted)) {
            return text;
        }
    }
    return NULL;
}

// The static strings count as interned, but stand in no table.
static Object *find_static(Heap *heap, Matches *matches, const void *wanted) {
    int words = heap->profile->class_tells_code ? STATIC_WORDS : STATIC_PLAIN_WORDS;
    for (int i = 0; i < words; i++) {
        Object *word = static_word(heap, (StaticWord)i);
        if (matches(heap, word, wanted)) {
            return word;
        }
    }
    return find_bool_text(heap, matches, wanted);
}

static bool is_object(const Heap *heap, const Object *candidate, const void *wanted) {
    (void)heap;
    return candidate == wanted;
}

static bool equals_str(const Heap *heap, const Object *candidate, const void *wanted) {
    return str_equal(heap, candidate, wanted);
}

static bool is_word(const Heap *heap, const Object *candidate, const void *wanted) {
    return str_says_word(heap, candidate, wanted);
}

// A static character may be needed although it is no word: it is interned as soon as it is a name.
static Object *find_character(Heap *heap, const Object *str) {
    bool cached = str_length(str) == 1 && str_character(heap, str, 0) < 0x100;
    return cached ? static_char(heap, str_character(heap, str, 0)) : NULL;
}

Object *intern_find(Heap *heap, const Object *str) {
    if (str_length(str) == 0) {
        return static_empty_str(heap);
    }
    Object *character = find_character(heap, str);
    if (character != NULL) {
        return character;
    }
    int64_t hash = hash_data(str_units(heap, str), str_unit_bytes(str));
    Object *found = find(heap, hash, equals_str, str);
    return found != NULL ? found : find_static(heap, equals_str, str);
}

Object *intern_find_word(Heap *heap, const StrText *text, int64_t hash) {
    Object *found = find(heap, hash, is_word, text);
    return found != NULL ? found : find_static(heap, is_word, text);
}

// ---- which of them never die

static bool is_code_name(const Heap *heap, const Object *str) {
    char text[CODE_NAME_BYTES];
    return str_utf8_bytes(heap, str) <= sizeof text &&
           code_names_have(heap, text, str_utf8_copy(heap, str, text));
}

bool intern_is_immortal(const Heap *heap, const Object *str) {
    switch (heap->profile->interned_life) {
    case INTERNED_MORTAL: return false;
    case INTERNED_IMMORTAL: return true;
    case INTERNED_NAMES_IMMORTAL: return is_code_name(heap, str);
    }
    return false;
}

HeapStatus intern_make_immortal(Heap *heap, const char *text, size_t size) {
    Object *wanted, *found = NULL;
    heap_scratch_begin(heap);
    HeapStatus status = heap_new_str(heap, text, size, HEAP_RUNTIME, &wanted);
    if (status == HEAP_OK) {
        found = intern_find(heap, wanted);
    }
    heap_scratch_end(heap);
    if (found != NULL) {
        object_make_immortal(heap, found);
    }
    return status;
}

// ---- changing

static void enter(Heap *heap, Object *str) {
    Table table = open_table(heap);
    uint32_t slot = find_slot(heap, str_hash(heap, str), is_object, str);
    table.entries[heap->intern.used++] = ref_of(heap, str);
    table.slots[slot] = heap->intern.used;
    heap->intern.live++;
}

// After: every entry lives, in the old order, and there is room for more.
static bool rebuild(Heap *heap) {
    Intern old = heap->intern;
    uint32_t capacity = MIN_CAPACITY;
    while (capacity / 2 <= old.live) {
        capacity *= 2;
    }
    Ref table = store_allocate(heap, table_bytes(capacity));
    if (table == 0) {
        return false;
    }
    const Ref *entries = old.capacity == 0 ? NULL : open_table(heap).entries;
    heap->intern = (Intern){.table = table, .capacity = capacity};
    for (uint32_t i = 0; entries != NULL && i < old.used; i++) {
        if (entries[i] != 0) {
            enter(heap, object_at(heap, entries[i]));
        }
    }
    store_free(heap, old.table, table_bytes(old.capacity));
    return true;
}

HeapStatus intern_add(Heap *heap, Object *str) {
    if (heap->intern.used == entry_limit(heap->intern.capacity) && !rebuild(heap)) {
        return store_refuse(heap, "the table of interned strings");
    }
    enter(heap, str);
    str->flags |= OBJECT_INTERNED;
    event_object(heap, HEAP_EVENT_INTERN, str, 0, 0);
    if (intern_is_immortal(heap, str)) {
        object_make_immortal(heap, str);
    }
    return HEAP_OK;
}

void intern_remove(Heap *heap, Object *str) {
    Table table = open_table(heap);
    uint32_t slot = find_slot(heap, str_hash(heap, str), is_object, str);
    table.entries[table.slots[slot] - 1] = 0;
    str->flags &= (uint8_t)~OBJECT_INTERNED;
    heap->intern.live--;
}

// sys.intern(): an equal str that is interned, or this one from now on.
HeapStatus heap_intern(Heap *heap, Object *str, Object **out_object) {
    if (str->kind != HEAP_STR) {
        const char *type = str->kind == HEAP_NONE ? "None" : object_type_name(heap, str);
        return heap_fail(heap, HEAP_TYPE_ERROR, "intern() argument must be str, not %s", type);
    }
    Object *found = str->flags & OBJECT_INTERNED ? str : intern_find(heap, str);
    if (found == NULL && object_is_static(str)) {  // What str(True) gives is never interned itself.
        return heap_new_str(heap, str_units(heap, str), str_unit_bytes(str), HEAP_LITERAL,
                            out_object);
    }
    HeapStatus status = found == NULL ? intern_add(heap, str) : HEAP_OK;
    if (status != HEAP_OK) {
        return status;
    }
    found = found == NULL ? str : found;
    if (object_is_static(found)) {
        return singleton_hand_out(heap, found, out_object);
    }
    heap_hold(heap, found);
    *out_object = found;
    return HEAP_OK;
}

bool heap_next_interned(const Heap *heap, uint32_t *cursor, Object **out_object) {
    if (heap->intern.capacity == 0) {
        return false;
    }
    Table table = open_table(heap);
    for (uint32_t i = *cursor; i < heap->intern.used; i++) {
        if (table.entries[i] != 0) {
            *cursor = i + 1;
            *out_object = object_at(heap, table.entries[i]);
            return true;
        }
    }
    return false;
}

// ---- names

// Exchanges a hold on a str that no rule interned for one on its interned equal.
static HeapStatus exchange(Heap *heap, Object **str) {
    Object *known = intern_find(heap, *str);
    if (known == NULL) {
        return intern_add(heap, *str);
    }
    heap_hold(heap, known);
    heap_drop(heap, *str);
    *str = known;
    return HEAP_OK;
}

HeapStatus intern_new(Heap *heap, const char *name, size_t size, Object **out_str) {
    Object *str;
    HeapStatus status = heap_new_str(heap, name, size, HEAP_LITERAL, &str);
    if (status == HEAP_OK && !(str->flags & (OBJECT_INTERNED | OBJECT_STATIC))) {
        status = exchange(heap, &str);
        if (status != HEAP_OK) {
            heap_drop(heap, str);
        }
    }
    if (status == HEAP_OK) {
        *out_str = str;
    }
    return status;
}
