// The HTTP status of each code, by itself from the contract: what the server has to agree with.
#pragma once

// `code` as in a problem, "bad-json"; 0 when the contract knows no such code.
long statuses_expected(const char *code);
