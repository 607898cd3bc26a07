// Which texts Python takes as an identifier, and which of them a session may use.
#pragma once

#include "api/replies/problem.h"

enum { NAME_MAX_BYTES = 256 };

// NULL ends each: Python's keywords; the modules that the Python text of operations needs; the
// special attributes that can be set; those that can be in __slots__.
extern const char *const name_keywords[], *const name_reserved[];
extern const char *const name_assignable[], *const name_special_slots[];

// The bytes of the identifier that `text` begins with; 0 when it begins with none. Characters that
// Python would rewrite (NFKC) belong to no identifier here, so equal names are equal bytes.
size_t name_length(const char *text);
// `size` bytes.
bool name_is_keyword(const char *text, size_t size);
bool name_is_reserved(const char *text, size_t size);

// The name of a variable, function, class or parameter.
API_MUST_USE ApiCode name_check(const char *text, const Place *place, Problem *problem);
// Of an attribute that a class or method statement binds. Special methods are Python's to call.
API_MUST_USE ApiCode attribute_check(const char *text, const Place *place, Problem *problem);
// Of an attribute to set or delete: the few special ones that a session may.
API_MUST_USE ApiCode assignable_check(const char *text, const Place *place, Problem *problem);

// A name to bind: `x` in the running frame, or `<module>.x`.
typedef struct {
    bool in_module;
    const char *name;  // Borrowed from the text.
} BindingName;
BindingName binding_name(const char *text);
API_MUST_USE ApiCode binding_name_check(const char *text, const Place *place, Problem *problem);

// What the module's names are written behind where a frame's own might be meant.
extern const char module_prefix[];

uint32_t binding_frame(const Heap *heap, BindingName name);
