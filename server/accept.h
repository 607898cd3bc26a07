// In which form a client takes its answer: the Accept field, held against what there is.
#pragma once

#include "server/request.h"

enum { ACCEPT_SENTENCE_SIZE = 192 };

// Chooses among `formats`, the bit 1 << format of each. For each the most specific range that fits
// it decides; the one of the highest weight wins, and of equals the first of ApiFormat. Without an
// Accept field that is the first of all. A refusal's detail is written into `sentence`.
Refusal accept_choose(const Request *request, unsigned formats,
                      char sentence[static ACCEPT_SENTENCE_SIZE], ApiFormat *out_format);

// Whether there is a choice, so that answers have to say that they vary with it.
bool accept_matters(unsigned formats);
