// Walks through JSON that this layer wrote itself: valid, compact, and so read without looking for
// mistakes. Nothing is copied: a part is a piece of the text.
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char *text;  // Borrowed; NULL: there is none.
    size_t size;
} JsonPart;

typedef struct {
    JsonPart key;  // Without its quotes; of an element of an array: none.
    JsonPart value;
} JsonMember;

// Where a walk over the members or elements of a value is.
typedef struct {
    const char *next, *end;
    bool has_keys;
} JsonWalk;

// Of anything but an object or array there is nothing to walk over.
JsonWalk json_walk(JsonPart value);
bool json_walk_next(JsonWalk *walk, JsonMember *out_member);

bool json_part_is(JsonPart part, const char *text);
// The member's value; none when the object has no such member.
JsonPart json_part_member(JsonPart object, const char *key);
// Whether the object's first member has this key: found out without reading on.
bool json_part_begins_with(JsonPart object, const char *key);
size_t json_part_count(JsonPart value);
// Whether it is an array, or object, that is not empty and begins with `first`: '{', '[', '"'.
bool json_part_begins(JsonPart value, char opening, char first);
