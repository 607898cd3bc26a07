// What the OpenAPI document tells of HTTP: from the tables of routes and statuses, and one of header
// fields. api/ writes it down without knowing what it means.
#pragma once

#include "server/limits.h"

ApiReply contract_document(const ServerLimits *limits);
