// What an answer of api/ means in HTTP: the one place that says so.
#pragma once

#include "api/api.h"

unsigned status_of(ApiCode code);
