// The parts of the document that requests are held against: names, values, operations. Each comes
// from the rows that check requests, so that the document cannot say anything else.
#pragma once

#include "api/json/schema.h"

void schema_name_text(JsonWriter *writer);     // What is common to all names.
void schema_identifier(JsonWriter *writer);    // Of a variable, function, class, parameter.
void schema_attribute(JsonWriter *writer);     // Of an attribute of a class.
void schema_assignable(JsonWriter *writer);    // Of an attribute to set or delete.
void schema_slot_name(JsonWriter *writer);     // In __slots__.
void schema_module_name(JsonWriter *writer);   // <module>.x
void schema_binding_name(JsonWriter *writer);  // x, or <module>.x
// The same in a repeat, where {i} may be in a name.
void schema_turn_identifier(JsonWriter *writer);
void schema_turn_module_name(JsonWriter *writer);
void schema_turn_name(JsonWriter *writer);
void schema_reference_text(JsonWriter *writer);  // li[0].x

void schema_value(JsonWriter *writer);
void schema_constant(JsonWriter *writer);  // A value that Python's compiler makes.

void schema_method(JsonWriter *writer);
// Every operation as a schema of its own, with its key; then the one that is any of them. In a
// repeat an operation may have names with {i}: these are other schemas.
void schema_each_operation(JsonWriter *writer);

// The bodies of requests.
void schema_new_session(JsonWriter *writer);
void schema_operations(JsonWriter *writer);
void schema_new_object(JsonWriter *writer);
void schema_new_binding(JsonWriter *writer);
void schema_new_collection(JsonWriter *writer);
void schema_comparison(JsonWriter *writer);
