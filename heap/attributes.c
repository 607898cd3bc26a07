// target.name: which kinds have attributes, and Python's words for what does not work.
//
// A kind has *parts*, which Python keeps outside any dict and mostly guards ("__class__"), and
// attributes.
#include <string.h>

#include "heap/heap.h"
#include "heap/holding.h"
#include "heap/intern.h"
#include "heap/refusals.h"
#include "heap/types/cell.h"
#include "heap/types/class.h"
#include "heap/types/function.h"
#include "heap/types/instance.h"
#include "heap/types/method.h"
#include "heap/types/weakref.h"

typedef struct {
    // False if the kind has no part of that name; else NULL if it is missing.
    bool (*find_part)(Heap *heap, Object *target, const char *name, Object **out_part);
    // Sets a part or refuses it; NULL deletes. NULL: no part can be set.
    HeapStatus (*assign_part)(Heap *heap, Object *target, const char *name, Object *value);
    // NULL if absent. These three: NULL for a kind that has none, or can't change them.
    HeapStatus (*find)(Heap *heap, Object *target, Object *key, Object **out_value);
    // For what `find` answers HEAP_MADE_ANEW, but for bound methods, and for a part that is
    // missing: makes it; a new hold.
    HeapStatus (*make)(Heap *heap, Object *target, const char *name, Object **out_object);
    // For a call: with the first argument, or NULL. NULL: as find.
    HeapStatus (*find_method)(Heap *heap, Object *target, Object *key, Object **out_callable,
                              Object **out_self);
    HeapStatus (*set)(Heap *heap, Object *target, Object *key, Object *value);
    HeapStatus (*delete)(Heap *heap, Object *target, Object *key);
} Access;

static const Access accesses[HEAP_KINDS] = {
    [HEAP_CLASS] =
        {
            .find_part = class_find_part,
            .assign_part = class_assign_part,
            .find = class_find_attribute,
            .set = class_set_attribute,
            .delete = class_delete_attribute,
        },
    [HEAP_INSTANCE] =
        {
            .find_part = instance_find_part,
            .assign_part = instance_assign_part,
            .find = instance_find_attribute,
            .make = instance_make_attribute,
            .find_method = instance_find_method,
            .set = instance_set_attribute,
            .delete = instance_delete_attribute,
        },
    [HEAP_FUNCTION] =
        {
            .find_part = function_find_part,
            .assign_part = function_assign_part,
            .find = function_find_attribute,
            .make = function_make_part,
            .set = function_set_attribute,
            .delete = function_delete_attribute,
        },
    [HEAP_METHOD] =
        {
            .find_part = method_find_part,
            .assign_part = method_assign_part,
            .find = method_find_attribute,
            .make = method_make_part,
        },
    [HEAP_CELL] =
        {
            .find_part = cell_find_part,
            .assign_part = cell_assign_part,
        },
    [HEAP_WEAKREF] =
        {
            .find_part = weakref_find_part,
            .assign_part = weakref_assign_part,
        },
};

// ---- refusals

static HeapStatus refuse_missing(Heap *heap, const Object *target, const char *name) {
    bool is_class = target->kind == HEAP_CLASS;
    return heap_fail(heap, HEAP_ATTRIBUTE_ERROR,
                     is_class ? "type object '%s' has no attribute '%s'"
                              : "'%s' object has no attribute '%s'",
                     is_class ? class_name(heap, target) : object_type_name(heap, target), name);
}

static HeapStatus refuse_part(Heap *heap, const Object *target, const char *name) {
    return heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "attribute '%s' of '%s' objects is not writable",
                     name, object_type_name(heap, target));
}

// Whether the target takes attributes at all.
static HeapStatus check_writable(Heap *heap, const Object *target, const char *name) {
    if (accesses[target->kind].find_part == NULL) {
        return refuse_new_attribute(heap, target, name);
    }
    if (object_is_static(target)) {
        return heap_fail(heap, HEAP_TYPE_ERROR,
                         "cannot set '%s' attribute of immutable type 'object'", name);
    }
    return HEAP_OK;
}

// Every class must keep these.
static HeapStatus check_deletable(Heap *heap, const Object *target, const char *name) {
    static const char *const kept[] = {"__name__", "__qualname__", "__module__", "__doc__",
                                       "__bases__"};
    for (size_t i = 0; target->kind == HEAP_CLASS && i < sizeof kept / sizeof *kept; i++) {
        if (strcmp(name, kept[i]) == 0) {
            return heap_fail(heap, HEAP_TYPE_ERROR,
                             "cannot delete '%s' attribute of immutable type '%s'", name,
                             class_name(heap, target));
        }
    }
    return HEAP_OK;
}

// A name to look up, no object of the model; the caller may have a scratch area open. Returns what
// end_name() needs.
static Ref begin_name(Heap *heap, const char *name, Object **out_key, HeapStatus *out_status) {
    Ref outer = heap->scratch_end;
    if (outer == 0) {
        heap_scratch_begin(heap);
    }
    *out_status = heap_new_str(heap, name, strlen(name), HEAP_RUNTIME, out_key);
    return outer;
}

static void end_name(Heap *heap, Ref outer) {
    heap->scratch_end = outer;
}

static HeapStatus find(Heap *heap, Object *target, const char *name, Object **out_value) {
    Object *key;
    HeapStatus status;
    Ref outer = begin_name(heap, name, &key, &status);
    if (status == HEAP_OK) {
        status = accesses[target->kind].find(heap, target, key, out_value);
    }
    end_name(heap, outer);
    return status;
}

// ---- the public face

// A bound method has the attributes of its function.
static const Object *owner_of(const Heap *heap, const Object *target) {
    return target->kind == HEAP_METHOD ? heap_method_function(heap, target) : target;
}

HeapStatus heap_get_attr(Heap *heap, Object *target, const char *name, Object **out_borrowed) {
    const Access *access = &accesses[target->kind];
    Object *value = NULL;
    HeapStatus status = HEAP_OK;
    bool is_part = access->find_part != NULL && access->find_part(heap, target, name, &value);
    if (!is_part && access->find != NULL) {
        status = find(heap, target, name, &value);
    }
    if (value == NULL && is_part && access->make != NULL) {
        return heap_fail(heap, HEAP_MADE_ANEW, "Python makes %s for whoever asks", name);
    }
    if (status == HEAP_OK && value == NULL) {
        return is_part && target->kind == HEAP_CELL
                   ? heap_fail(heap, HEAP_VALUE_ERROR, "Cell is empty")
                   : refuse_missing(heap, owner_of(heap, target), name);
    }
    if (status == HEAP_OK) {
        *out_borrowed = value;
    }
    return status;
}

static HeapStatus find_method(Heap *heap, Object *target, const char *name, Object **out_callable,
                              Object **out_self) {
    Object *key, *callable = NULL, *self = NULL;
    HeapStatus status;
    Ref outer = begin_name(heap, name, &key, &status);
    if (status == HEAP_OK) {
        status = accesses[target->kind].find_method(heap, target, key, &callable, &self);
    }
    end_name(heap, outer);
    if (status == HEAP_OK && callable == NULL) {
        return refuse_missing(heap, target, name);
    }
    if (status == HEAP_OK) {
        *out_callable = callable;
        *out_self = self;
    }
    return status;
}

HeapStatus heap_find_method(Heap *heap, Object *target, const char *name, Object **out_callable,
                            Object **out_self) {
    const Access *access = &accesses[target->kind];
    Object *part;
    if (access->find_method != NULL && !access->find_part(heap, target, name, &part)) {
        return find_method(heap, target, name, out_callable, out_self);
    }
    HeapStatus status = heap_get_attr(heap, target, name, out_callable);
    if (status == HEAP_OK) {
        *out_self = NULL;
    }
    return status;
}

static HeapStatus load_attr(Heap *heap, Object *target, const char *name, Object **out_object) {
    const Access *access = &accesses[target->kind];
    Object *value = NULL, *self = NULL;
    HeapStatus status = heap_find_method(heap, target, name, &value, &self);
    if (status == HEAP_MADE_ANEW && access->make != NULL) {
        return access->make(heap, target, name, out_object);
    }
    if (status == HEAP_OK && self != NULL) {
        return method_new(heap, value, self, out_object);
    }
    if (status == HEAP_OK) {
        heap_hold(heap, value);
        *out_object = value;
    }
    return status;
}

// What is made may start a collection, and that run code which lets the target go.
HeapStatus heap_load_attr(Heap *heap, Object *target, const char *name, Object **out_object) {
    heap_hold(heap, target);
    HeapStatus status = load_attr(heap, target, name, out_object);
    heap_drop(heap, target);
    return status;
}

// True if the name is a part's, which is set or refused.
static bool set_part(Heap *heap, Object *target, const char *name, Object *value,
                     HeapStatus *out_status) {
    const Access *access = &accesses[target->kind];
    Object *part;
    if (!access->find_part(heap, target, name, &part)) {
        return false;
    }
    *out_status = access->assign_part != NULL ? access->assign_part(heap, target, name, value)
                                              : refuse_part(heap, target, name);
    return true;
}

HeapStatus heap_set_attr(Heap *heap, Object *target, const char *name, Object *value) {
    HeapStatus status = check_writable(heap, target, name);
    if (status != HEAP_OK || set_part(heap, target, name, value, &status)) {
        return status;
    }
    if (accesses[target->kind].set == NULL) {
        return refuse_new_attribute(heap, target, name);
    }
    Object *key;
    status = intern_new(heap, name, strlen(name), &key);
    if (status == HEAP_OK) {
        status = accesses[target->kind].set(heap, target, key, value);
        heap_drop(heap, key);
    }
    return status;
}

HeapStatus heap_del_attr(Heap *heap, Object *target, const char *name) {
    HeapStatus status = check_writable(heap, target, name);
    if (status == HEAP_OK) {
        status = check_deletable(heap, target, name);
    }
    if (status != HEAP_OK || set_part(heap, target, name, NULL, &status)) {
        return status;
    }
    if (accesses[target->kind].delete == NULL) {
        return refuse_new_attribute(heap, target, name);
    }
    Object *key;
    status = intern_new(heap, name, strlen(name), &key);
    if (status == HEAP_OK) {
        status = accesses[target->kind].delete(heap, target, key);
        heap_drop(heap, key);
    }
    return status == HEAP_KEY_ERROR ? refuse_missing(heap, target, name) : status;
}
