// Which characters repr() shows as they are. Private to heap/.
#pragma once

#include <stdbool.h>
#include <stdint.h>

bool character_is_printable(uint32_t character);
