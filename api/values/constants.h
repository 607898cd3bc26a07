// The constants of one compile unit: an operation, or a function's body.
//
// Equal constants of a unit (same type, same value) are one object, constant tuples included. They
// are made before the unit runs. An operation keeps them until it has run; a function holds those
// of its body, and while the body runs each literal yields what the function holds.
#pragma once

#include "api/replies/problem.h"
#include "heap/heap.h"

typedef struct {
    char *key;  // The constant as Python text, which tells types apart. Owned.
    size_t key_size;
    const cJSON *value;  // Borrowed from the request.
    Object *object;      // NULL until it is made.
    bool used_itself;    // Not only as an item of a constant tuple.
} Constant;

typedef struct Constants {
    Constant *items;  // In the order in which the text has them.
    size_t count, capacity;
    uint32_t *index;  // Hash table of positions + 1; 0 is empty.
    size_t index_size;
    TextBuffer scratch;
    cJSON *made;  // An array of values that no request has; NULL: none.
} Constants;

// Finds the constants in an operation, or in the operations of a body; and what the code of a body
// keeps of each function that it makes: its qualified name, which begins with `around`, and the
// tuple of its defaults if all are constants. False without memory.
API_MUST_USE bool constants_collect(Constants *constants, const cJSON *operation,
                                    const char *around);
API_MUST_USE bool constants_collect_body(Constants *constants, const cJSON *body,
                                         const char *around);
// Keeps only what there was found; holds are the caller's business before.
void constants_discard(Constants *constants);

// The constant equal to `value`, or NULL when the unit has none. False without memory.
API_MUST_USE bool constants_find(Constants *constants, const cJSON *value, Constant **out_constant);

// The same for a constant of another unit.
API_MUST_USE bool constants_find_same(Constants *constants, const Constant *other,
                                      Constant **out_constant);
// The same for what the code around shares with what it makes: a qualified name, and the tuple of
// the defaults of a function or the slots of a class. Values that are not all constants have none.
API_MUST_USE bool constants_find_qualname(Constants *constants, const char *qualname,
                                          Constant **out_constant);
API_MUST_USE bool constants_find_tuple(Constants *constants, const cJSON *values,
                                       Constant **out_constant);

// How many are used themselves, and thus held by a function that has them.
size_t constants_held_count(const Constants *constants);
// The objects of a function with this body, in the order in which it holds them.
void constants_take_from(Constants *constants, const Heap *heap, const Object *function);
