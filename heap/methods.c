// The operations on objects, by type: which function of which type answers, and what Python says
// when none does.
#include "heap/methods.h"

#include <stddef.h>

#include "heap/types/bytes.h"
#include "heap/types/dict.h"
#include "heap/types/int.h"
#include "heap/types/items.h"
#include "heap/types/list.h"
#include "heap/types/set.h"
#include "heap/types/str.h"
#include "heap/types/tuple.h"

bool methods_is_open_dict(const Object *target) {
    return target->kind == HEAP_DICT && !dict_is_guarded(target);
}

static const char *shown_type_name(const Heap *heap, const Object *target) {
    bool proxy = target->kind == HEAP_DICT && dict_is_guarded(target);
    return proxy ? "mappingproxy" : object_type_name(heap, target);
}

HeapStatus methods_fail(Heap *heap, const Object *target, const char *method) {
    if (target->kind == HEAP_CLASS) {
        return heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "type object '%s' has no attribute '%s'",
                         heap_function_name(heap, target), method);
    }
    return heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "'%s' object has no attribute '%s'",
                     shown_type_name(heap, target), method);
}

HeapStatus methods_end(Heap *heap, Object *target, HeapStatus status) {
    heap_drop(heap, target);
    return status == HEAP_OK ? heap_check_budget(heap) : status;
}

HeapStatus heap_append(Heap *heap, Object *target, Object *item) {
    if (target->kind != HEAP_LIST) {
        return methods_fail(heap, target, "append");
    }
    heap_hold(heap, target);
    return methods_end(heap, target, list_append(heap, target, item));
}

HeapStatus heap_insert(Heap *heap, Object *target, int64_t index, Object *item) {
    if (target->kind != HEAP_LIST) {
        return methods_fail(heap, target, "insert");
    }
    heap_hold(heap, target);
    return methods_end(heap, target, list_insert(heap, target, index, item));
}

HeapStatus heap_extend(Heap *heap, Object *target, Object *source) {
    if (target->kind != HEAP_LIST) {
        return methods_fail(heap, target, "extend");
    }
    heap_hold(heap, target);
    return methods_end(heap, target, list_extend(heap, target, source));
}

static HeapStatus remove_first(Heap *heap, Object *list, Object *item) {
    for (size_t i = 0; i < list_length(list); i++) {
        Object *found = list_item(heap, list, i);
        bool equal = found == item;
        HeapStatus status = equal ? HEAP_OK : heap_equal(heap, found, item, &equal);
        if (status == HEAP_OK) {
            status = heap_check_budget(heap);
        }
        if (status != HEAP_OK) {
            return status;
        }
        if (equal) {
            return list_remove_at(heap, list, i);
        }
    }
    return heap_fail(heap, HEAP_VALUE_ERROR, "list.remove(x): x not in list");
}

HeapStatus heap_remove(Heap *heap, Object *target, Object *item) {
    if (target->kind != HEAP_LIST && target->kind != HEAP_SET) {
        return methods_fail(heap, target, "remove");
    }
    heap_hold(heap, target);
    return methods_end(heap, target,
                       target->kind == HEAP_SET ? set_remove(heap, target, item)
                                                : remove_first(heap, target, item));
}

// ---- indexes

// *out_index is in range. `what` words the IndexError: "list index", "pop index".
static HeapStatus find_index(Heap *heap, Object *key, size_t length, const char *what,
                             size_t *out_index) {
    int64_t index = 0;
    if (!int_value(key, &index)) {
        return heap_fail(heap, HEAP_INDEX_ERROR, "cannot fit '%s' into an index-sized integer",
                         object_type_name(heap, key));
    }
    index += index < 0 ? (int64_t)length : 0;
    if (index < 0 || (uint64_t)index >= length) {
        return heap_fail(heap, HEAP_INDEX_ERROR, "%s out of range", what);
    }
    *out_index = (size_t)index;
    return HEAP_OK;
}

static bool is_index(const Object *key) {
    return key->kind == HEAP_INT || key->kind == HEAP_BOOL;
}

static HeapStatus sequence_index(Heap *heap, const Object *target, Object *key, size_t length,
                                 const char *what, size_t *out_index) {
    if (!is_index(key)) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "%s indices must be integers or slices, not %s",
                         object_type_name(heap, target), object_type_name(heap, key));
    }
    return find_index(heap, key, length, what, out_index);
}

// ---- pop and clear

static HeapStatus pop_list(Heap *heap, Object *list, Object *key, Object **out_object) {
    size_t length = list_length(list), index = length - 1;
    if (key != NULL && !is_index(key)) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                         object_type_name(heap, key));
    }
    int64_t number;
    if (key != NULL && !int_value(key, &number)) {
        return heap_fail(heap, HEAP_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
    }
    if (length == 0) {
        return heap_fail(heap, HEAP_INDEX_ERROR, "pop from empty list");
    }
    HeapStatus status = key == NULL ? HEAP_OK : find_index(heap, key, length, "pop index", &index);
    return status == HEAP_OK ? list_pop(heap, list, index, out_object) : status;
}

static HeapStatus pop_dict(Heap *heap, Object *dict, Object *key, Object **out_object) {
    if (key == NULL) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "pop expected at least 1 argument, got 0");
    }
    return dict_pop(heap, dict, key, out_object);
}

static HeapStatus pop_set(Heap *heap, Object *set, const Object *key, Object **out_object) {
    if (key != NULL) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "set.pop() takes no arguments (1 given)");
    }
    return set_pop(heap, set, out_object);
}

HeapStatus heap_pop(Heap *heap, Object *target, Object *key, Object **out_object) {
    Object *taken = NULL;
    heap_hold(heap, target);
    HeapStatus status = target->kind == HEAP_LIST      ? pop_list(heap, target, key, &taken)
                        : target->kind == HEAP_SET     ? pop_set(heap, target, key, &taken)
                        : methods_is_open_dict(target) ? pop_dict(heap, target, key, &taken)
                                                       : methods_fail(heap, target, "pop");
    heap_drop(heap, target);
    return object_give(heap, status, taken, out_object);
}

HeapStatus heap_clear(Heap *heap, Object *target) {
    bool clears = target->kind == HEAP_LIST || target->kind == HEAP_SET;
    if (!clears && !methods_is_open_dict(target)) {
        return methods_fail(heap, target, "clear");
    }
    heap_hold(heap, target);
    object_type(target)->clear(heap, target);
    return methods_end(heap, target, HEAP_OK);
}

// ---- subscripts

static HeapStatus fail_subscript(Heap *heap, const Object *target, const char *does) {
    return heap_fail(heap, HEAP_TYPE_ERROR, "'%s' object %s", shown_type_name(heap, target), does);
}

static HeapStatus get_from_dict(Heap *heap, Object *dict, Object *key, Object **out_borrowed) {
    Object *found;
    HeapStatus status = dict_find(heap, dict, key, &found);
    if (status == HEAP_OK && found == NULL) {
        return dict_fail_key(heap, key);
    }
    if (status == HEAP_OK) {
        *out_borrowed = found;
    }
    return status;
}

static HeapStatus get_from_sequence(Heap *heap, Object *target, Object *key,
                                    Object **out_borrowed) {
    bool list = target->kind == HEAP_LIST;
    size_t index = 0;
    HeapStatus status = sequence_index(heap, target, key, items_count(target),
                                       list ? "list index" : "tuple index", &index);
    if (status == HEAP_OK) {
        *out_borrowed = items_at(heap, target, index);
    }
    return status;
}

static HeapStatus fail_text_index(Heap *heap, const Object *target, const Object *key) {
    return heap_fail(heap, HEAP_TYPE_ERROR,
                     target->kind == HEAP_STR ? "string indices must be integers, not '%s'"
                                              : "byte indices must be integers or slices, not %s",
                     object_type_name(heap, key));
}

// A character or a byte is made when it is asked for; an index must be right all the same.
static HeapStatus refuse_from_text(Heap *heap, Object *target, Object *key) {
    bool str = target->kind == HEAP_STR;
    size_t index = 0;
    if (!is_index(key)) {
        return fail_text_index(heap, target, key);
    }
    HeapStatus status = find_index(heap, key, str ? str_length(target) : bytes_length(target),
                                   str ? "string index" : "index", &index);
    return status != HEAP_OK
               ? status
               : heap_fail(heap, HEAP_MADE_ANEW, "no object is kept for this element");
}

HeapStatus heap_get_item(Heap *heap, Object *target, Object *key, Object **out_borrowed) {
    switch ((HeapKind)target->kind) {
    case HEAP_DICT: return get_from_dict(heap, target, key, out_borrowed);
    case HEAP_LIST:
    case HEAP_TUPLE: return get_from_sequence(heap, target, key, out_borrowed);
    case HEAP_STR:
    case HEAP_BYTES: return refuse_from_text(heap, target, key);
    case HEAP_CLASS:
        return heap_fail(heap, HEAP_TYPE_ERROR, "type '%s' is not subscriptable",
                         heap_function_name(heap, target));
    default: return fail_subscript(heap, target, "is not subscriptable");
    }
}

static HeapStatus set_in_list(Heap *heap, Object *list, Object *key, Object *value) {
    size_t index = 0;
    HeapStatus status =
        sequence_index(heap, list, key, list_length(list), "list assignment index", &index);
    if (status == HEAP_OK) {
        list_assign(heap, list, index, value);
    }
    return status;
}

// What a type without subscripts to assign to answers. CPython words a deletion by an int
// differently for types that have a table of sequence methods, which look at the index first.
static bool has_sequence_methods(const Object *target) {
    return target->kind == HEAP_TUPLE || target->kind == HEAP_STR || target->kind == HEAP_BYTES ||
           set_is_any(target) || target->kind == HEAP_INSTANCE;
}

static HeapStatus refuse_subscript(Heap *heap, const Object *target, const Object *key,
                                   bool deletes) {
    bool as_sequence = has_sequence_methods(target) && is_index(key);
    int64_t index;
    if (as_sequence && !int_value(key, &index)) {
        return heap_fail(heap, HEAP_INDEX_ERROR, "cannot fit '%s' into an index-sized integer",
                         object_type_name(heap, key));
    }
    return fail_subscript(heap, target,
                          !deletes      ? "does not support item assignment"
                          : as_sequence ? "doesn't support item deletion"
                                        : "does not support item deletion");
}

HeapStatus heap_set_item(Heap *heap, Object *target, Object *key, Object *value) {
    if (!methods_is_open_dict(target) && target->kind != HEAP_LIST) {
        return refuse_subscript(heap, target, key, false);
    }
    heap_hold(heap, target);
    return methods_end(heap, target,
                       target->kind == HEAP_DICT ? dict_set(heap, target, key, value)
                                                 : set_in_list(heap, target, key, value));
}

static HeapStatus delete_from_list(Heap *heap, Object *list, Object *key) {
    size_t index = 0;
    HeapStatus status =
        sequence_index(heap, list, key, list_length(list), "list assignment index", &index);
    return status == HEAP_OK ? list_delete(heap, list, index) : status;
}

HeapStatus heap_del_item(Heap *heap, Object *target, Object *key) {
    if (!methods_is_open_dict(target) && target->kind != HEAP_LIST) {
        return refuse_subscript(heap, target, key, true);
    }
    heap_hold(heap, target);
    return methods_end(heap, target,
                       target->kind == HEAP_DICT ? dict_delete(heap, target, key)
                                                 : delete_from_list(heap, target, key));
}
