// Parameters of queries and pieces of paths, as OpenAPI has them.
#pragma once

#include "api/contract/calls.h"
#include "api/json/schema.h"
#include "api/views/parameters.h"

// Each as an element of an array; NULL ends them.
void parameters_write(JsonWriter *writer, const Parameter *const *parameters);
void piece_write(JsonWriter *writer, const CallPiece *piece);
