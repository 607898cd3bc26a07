// Examples as OpenAPI has them, beside the schema of a body or of an answer.
#pragma once

#include "api/contract/paths.h"

// `examples` of the bodies of a route; nothing where there are none.
void examples_write_bodies(const Document *document, ApiCall call);
void examples_write_answers(const Document *document, ApiCall call);
