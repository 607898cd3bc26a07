// Whether two references lead to the same object, and by which rule of Python's they do or do not.
#include "api/values/references.h"
#include "api/views/views.h"

#include <inttypes.h>
#include <string.h>

typedef enum {
    // The same object.
    WHY_SINGLETON,
    WHY_SMALL_INT,
    WHY_SINGLE_CHARACTER,
    WHY_EMPTY,
    WHY_INTERNED,
    WHY_KEPT_READY,
    WHY_ONE_WEAKREF,
    WHY_ONE_BINDING,
    WHY_BINDING_OR_CHANCE,
    // Two objects.
    WHY_DIFFERENT_VALUE,
    WHY_DIFFERENT_TYPE,
    WHY_BEYOND_SMALL_INTS,
    WHY_NOT_INTERNED,
    WHY_TWO_WEAKREFS,
    WHY_MADE_ANEW,
    WHY_MUTABLE,
    WHY_TOO_MUCH,

    WHYS
} Why;

// clang-format off
static const struct {
    const char *code;
    // Sentences after "Both lead to @5." or "They lead to two objects, @5 and @7."; {ints} is the
    // range of ints that the profile keeps ready.
    const char *text;
    const char *where_words_are_interned;  // Instead, in a profile that interns every word.
} whys[WHYS] = {
    [WHY_SINGLETON] = {"singleton",
        "Python has one of it, which is there from the beginning."},
    [WHY_SMALL_INT] = {"small-int",
        "Python keeps one int of each number from {ints} ready, so that every such number is that one."},
    [WHY_SINGLE_CHARACTER] = {"single-character",
        "Python keeps one str of each character up to '\\xff' ready, and one bytes of each byte."},
    [WHY_EMPTY] = {"empty",
        "Python has one empty str, one empty bytes and one empty tuple, since they can't change."},
    [WHY_INTERNED] = {"interned",
        "It is interned: among strings that are, equal ones are one."},
    [WHY_KEPT_READY] = {"kept-ready",
        "Python keeps one text of True and one of False ready for str(); it is not interned."},
    [WHY_ONE_WEAKREF] = {"one-weakref",
        "For each object Python keeps one weakref without a callback, and gives it to whoever makes "
        "another."},
    [WHY_ONE_BINDING] = {"one-binding",
        "Both places hold the same object: binding makes no copy. What changes "
        "through one is seen through the other."},
    [WHY_BINDING_OR_CHANCE] = {"binding-or-chance",
        "Either what was bound to one was given to the other (of what can't change Python makes no "
        "copy: t[:] is t), or both are constants of one piece of code, of which the compiler keeps "
        "one. On the latter nothing can be built: equal values are compared with ==."},
    [WHY_DIFFERENT_VALUE] = {"different-value",
        "They are not equal, so Python has no reason to make them one."},
    [WHY_DIFFERENT_TYPE] = {"different-type",
        "They are equal, but of two types."},
    [WHY_BEYOND_SMALL_INTS] = {"beyond-small-ints",
        "They are equal, but only the ints from {ints} are kept ready: every other is made anew."},
    [WHY_NOT_INTERNED] = {"not-interned",
        "They are equal, but not both are interned: what is made at run time is not, nor a literal "
        "with other characters than letters, digits and _, unless by sys.intern().",
        "They are equal, but not both are interned: strings of letters, digits and _ are, all others "
        "only by sys.intern()."},
    [WHY_TWO_WEAKREFS] = {"two-weakrefs",
        "They are equal since what they lead to is equal. But only weakrefs to the same object that "
        "have no callback are one."},
    [WHY_MADE_ANEW] = {"made-anew",
        "They are equal, but Python makes such an object anew each time and looks for no equal one."},
    [WHY_MUTABLE] = {"mutable",
        "They are equal now, but each can change by itself: a display or a copy always makes a new "
        "object."},
    [WHY_TOO_MUCH] = {"too-much",
        "Whether they are equal takes too much to find out."},
};
// clang-format on

const char *identity_why(size_t index) {
    return index < WHYS ? whys[index].code : NULL;
}

// ---------------------------------------------------------------- one object

// Of cached ones: the repr has quotes around it, and of bytes a b before; only a character is ever
// escaped.
static Why why_one_text(const Heap *heap, const Object *object) {
    char repr[32];
    bool cut = false;
    const char *text = repr + (heap_object_kind(object) == HEAP_BYTES ? 2 : 1);
    size_t size = heap_repr(heap, object, repr, sizeof repr, &cut) - (size_t)(text - repr) - 1;
    if (size == 0) {
        return WHY_EMPTY;
    }
    bool is_ascii = (unsigned char)*text < 0x80;
    if (*text == '\\' || size == (is_ascii ? 1 : 2)) {
        return WHY_SINGLE_CHARACTER;
    }
    return heap_object_info(heap, object).interned ? WHY_INTERNED : WHY_KEPT_READY;
}

static Why why_cached(const Heap *heap, const Object *object) {
    switch (heap_object_kind(object)) {
    case HEAP_INT: return WHY_SMALL_INT;
    case HEAP_TUPLE: return WHY_EMPTY;
    case HEAP_STR:
    case HEAP_BYTES: return why_one_text(heap, object);
    default: return WHY_SINGLETON;
    }
}

// Whether equal constants of one piece of code may be one such object.
static bool may_be_constant(HeapKind kind) {
    static const bool may[HEAP_KINDS] = {
        [HEAP_INT] = true,   [HEAP_FLOAT] = true, [HEAP_STR] = true,
        [HEAP_BYTES] = true, [HEAP_TUPLE] = true, [HEAP_FROZENSET] = true,
    };
    return may[kind];
}

// A callback is all that a weakref holds.
static bool is_shared_weakref(const Heap *heap, const Object *object) {
    HeapHolder callback;
    uint32_t cursor = 0;
    return heap_object_kind(object) == HEAP_WEAKREF &&
           !heap_next_slot(heap, object, &cursor, &callback);
}

static Why why_same(const Heap *heap, const Object *object) {
    HeapObjectInfo info = heap_object_info(heap, object);
    if (info.cached) {
        return why_cached(heap, object);
    }
    if (info.interned) {
        return WHY_INTERNED;
    }
    if (may_be_constant(info.kind)) {
        return WHY_BINDING_OR_CHANCE;
    }
    return is_shared_weakref(heap, object) ? WHY_ONE_WEAKREF : WHY_ONE_BINDING;
}

// ---------------------------------------------------------------- two objects

static bool are_of_one_type(const Heap *heap, const Object *a, const Object *b) {
    HeapKind kind = heap_object_kind(a);
    return kind == heap_object_kind(b) &&
           (kind != HEAP_INSTANCE || heap_object_class(heap, a) == heap_object_class(heap, b));
}

static Why why_two_equal(HeapKind kind) {
    switch (kind) {
    case HEAP_INT: return WHY_BEYOND_SMALL_INTS;
    case HEAP_STR: return WHY_NOT_INTERNED;
    case HEAP_WEAKREF: return WHY_TWO_WEAKREFS;
    case HEAP_LIST:
    case HEAP_DICT:
    case HEAP_SET: return WHY_MUTABLE;
    default: return WHY_MADE_ANEW;
    }
}

// Comparing is work that somebody else waits for.
static ApiCode why_two(View *view, Object *a, Object *b, Why *out_why) {
    Heap *heap = view->session->heap;
    bool equal = false;
    heap_set_budget(heap, SESSION_WORK_BUDGET);
    HeapStatus status = heap_equal(heap, a, b, &equal);
    heap_set_budget(heap, 0);
    if (status == HEAP_NO_MEMORY) {
        return problem_no_memory(view->problem);
    }
    if (status != HEAP_OK) {
        *out_why = WHY_TOO_MUCH;
    } else if (!equal) {
        *out_why = WHY_DIFFERENT_VALUE;
    } else {
        *out_why =
            are_of_one_type(heap, a, b) ? why_two_equal(heap_object_kind(a)) : WHY_DIFFERENT_TYPE;
    }
    return API_OK;
}

// ---------------------------------------------------------------- the answer

static const char *text_of(const Heap *heap, Why why) {
    bool is_other =
        whys[why].where_words_are_interned != NULL && heap_profile_info(heap)->intern_every_word;
    return is_other ? whys[why].where_words_are_interned : whys[why].text;
}

static void add_words(TextBuffer *text, const Heap *heap, const char *words) {
    static const char ints[] = "{ints}";
    const HeapProfileInfo *profile = heap_profile_info(heap);
    const char *at = strstr(words, ints);
    if (at != NULL) {
        text_add(text, words, (size_t)(at - words));
        text_add_format(text, "%d to %d", profile->small_int_min, profile->small_int_max);
        words = at + sizeof ints - 1;
    }
    text_add_string(text, words);
}

static void write_text(const View *view, const Object *a, const Object *b, Why why) {
    JsonWriter *writer = view->writer;
    TextBuffer text = {0};
    if (a == b) {
        text_add_format(&text, "Both lead to @%" PRIu32 ". ", heap_object_id(a));
    } else {
        text_add_format(&text, "They lead to two objects, @%" PRIu32 " and @%" PRIu32 ". ",
                        heap_object_id(a), heap_object_id(b));
    }
    add_words(&text, view->session->heap, text_of(view->session->heap, why));
    text_add_string(&text, a == b && heap_object_is_immortal(a) ? view_immortal_words : "");
    json_member_text(writer, "text", &text);
}

static ApiCode resolve(View *view, const Parameter *parameter, Object **out_object) {
    const char *text = query_text(view->input, parameter);
    Scope scope = {.heap = view->session->heap, .problem = view->problem};
    ApiCode code = reference_check(text, NULL, view->problem);
    return code == API_OK ? reference_resolve(&scope, text, out_object) : code;
}

ApiCode view_is(View *view) {
    Object *a = NULL, *b = NULL;
    ApiCode code = resolve(view, &parameter_a, &a);
    code = code == API_OK ? resolve(view, &parameter_b, &b) : code;
    Why why = WHY_TOO_MUCH;
    if (code == API_OK && a == b) {
        why = why_same(view->session->heap, a);
    } else if (code == API_OK) {
        code = why_two(view, a, b, &why);
    }
    if (code != API_OK) {
        return code;
    }
    json_begin_object(view->writer);
    json_member_bool(view->writer, "same", a == b);
    json_member_uint(view->writer, "a", heap_object_id(a));
    json_member_uint(view->writer, "b", heap_object_id(b));
    json_member_string(view->writer, "why", whys[why].code);
    write_text(view, a, b, why);
    json_end_object(view->writer);
    return API_OK;
}
