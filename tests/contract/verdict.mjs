// Whether an answer is one that the document tells of: its status, media type, header fields, body.

// The refusals that belong to no operation of the document, as its description has them.
const outside = { 404: "not-found", 405: "method-not-allowed", 501: "method-unknown" };

function mediaType(headers) {
  return (headers["content-type"] ?? "").split(";")[0].trim();
}

function headersComplaint(document, response, headers) {
  for (const [name, header] of Object.entries(response.headers ?? {})) {
    const { required, schema } = document.resolve(header);
    const value = headers[name.toLowerCase()];
    if (value === undefined) {
      if (required) {
        return `the header ${name} is missing`;
      }
    } else if (document.complaint(schema, value) !== null) {
      return `the header ${name} is ${JSON.stringify(value)}`;
    }
  }
  return null;
}

function bodyComplaint(document, response, reply) {
  if (response.content === undefined) {
    return reply.body.length > 0 ? "there is a body" : null;
  }
  if (reply.method === "HEAD") {
    return null;
  }
  const type = mediaType(reply.headers);
  const content = response.content[type];
  if (content === undefined) {
    return `the media type ${JSON.stringify(type)} is not told of`;
  }
  if (!type.endsWith("json")) {
    return null;
  }
  let value;
  try {
    value = JSON.parse(reply.body);
  } catch (error) {
    return `the body is not JSON: ${error.message}`;
  }
  return document.complaint(content.schema, value);
}

// The page and its files are no part of the contract; its lessons are JSON.
function isPage({ target, status, headers }) {
  const isFile = !target.startsWith("/v1/") && [200, 204, 304].includes(status);
  return isFile && (target.startsWith("/lessons/") || !mediaType(headers).endsWith("json"));
}

// Of a path or method that is not in the document.
function outsideComplaint(document, reply) {
  const code = outside[reply.status];
  if (isPage(reply)) {
    return null;
  }
  if (code === undefined) {
    return generalComplaint(document, reply);
  }
  if (reply.status === 405 && reply.headers.allow === undefined) {
    return "the header Allow is missing";
  }
  return problemComplaint(document, reply, [code]);
}

function problemComplaint(document, reply, codes) {
  if (reply.method === "HEAD") {
    return null;
  }
  if (mediaType(reply.headers) !== "application/problem+json") {
    return `the media type is ${JSON.stringify(mediaType(reply.headers))}`;
  }
  const value = JSON.parse(reply.body);
  if (codes !== undefined && !codes.includes(value.code)) {
    return `the code ${value.code} is not one of ${codes}`;
  }
  return document.complaint(document.problem(value.code), value);
}

// A refusal that any request can get, wherever it goes: badly framed, too long.
const anywhere = [400, 403, 404, 405, 414, 417, 421, 431, 501, 503];
function generalComplaint(document, reply) {
  return anywhere.includes(reply.status) ? problemComplaint(document, reply) : `status ${reply.status} is not told of`;
}

// null, or what is wrong. `reply` has method, target, status, headers (names in small letters), body.
export function complaint(document, reply) {
  const template = document.templateOf(reply.target);
  const operation = template !== undefined ? document.operation(reply.method, template) : undefined;
  if (operation === undefined) {
    return outsideComplaint(document, reply);
  }
  const response = document.resolve(operation.responses[reply.status]);
  if (response === undefined) {
    return `status ${reply.status} is not told of`;
  }
  return headersComplaint(document, response, reply.headers) ?? bodyComplaint(document, response, reply);
}

// The same of an answer that no server turned into a status: `operation` and `code` instead.
export function apiComplaint(document, reply) {
  const operation = document.byId(reply.operation);
  const responses = Object.values(operation.responses).map((part) => document.resolve(part));
  if (["ok", "created"].includes(reply.code)) {
    const response = responses.find(({ content }) => content?.["application/json"] !== undefined);
    return bodyComplaint(document, response, reply);
  }
  if (["no-content", "not-modified"].includes(reply.code)) {
    return reply.body.length > 0 ? "there is a body" : null;
  }
  const told = responses.some((response) => {
    const mapping = response.content?.["application/problem+json"]?.schema.discriminator.mapping;
    return mapping?.[reply.code] !== undefined;
  });
  if (reply.body === "") {
    return null; // There was no memory for the problem: a test let it run out.
  }
  return told
    ? document.complaint(document.problem(reply.code), JSON.parse(reply.body))
    : `the code ${reply.code} is not told of`;
}
