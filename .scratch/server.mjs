// .scratch/server.ts
import { createServer } from "node:http";
import { createLocalJWKSet, jwtVerify as jwtVerify2 } from "jose";

// src/server/base64url.ts
var isCanonical = (text3) => /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/.test(text3);
function decode(text3) {
  if (!isCanonical(text3)) return void 0;
  const binary2 = atob(text3.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary2, (char) => char.charCodeAt(0));
}

// src/server/refusal.ts
var Refusal = class extends Error {
  constructor(status, code, { retryAfter: retryAfter2, headers = {}, ...options } = {}) {
    super(`${status} ${code}`, options);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter2;
    this.headers = headers;
  }
};

// src/server/credentials.ts
var cookieName = "__Host-cleeng-gate";
var longest = 8192;
var bearer = "Bearer ";
function isToken(text3) {
  const parts = text3.length <= longest ? text3.split(".") : [];
  return parts.length === 3 && parts.every((part) => part !== "" && isCanonical(part));
}
function readCookie(header) {
  const start = `${cookieName}=`;
  const found = (header ?? "").split(";").map((pair) => pair.trim()).filter((pair) => pair.startsWith(start));
  return found.length === 1 ? found[0]?.slice(start.length) : void 0;
}
var bearsCredential = ({ headers }) => headers.has("authorization") || (headers.get("cookie") ?? "").includes(cookieName);
function readCredential({ headers }, cookies) {
  const header = headers.get("authorization");
  const jwt = header === null ? cookies && readCookie(headers.get("cookie")) : header.startsWith(bearer) && header.slice(bearer.length);
  if (!jwt || !isToken(jwt)) throw new Refusal(401, "no-token");
  return { jwt, by: header === null ? "cookie" : "bearer" };
}

// src/server/origin.ts
function sameHost(origin, url) {
  if (!URL.canParse(origin)) return false;
  const { host: host2, protocol } = new URL(origin);
  return host2 === url.host && (protocol === url.protocol || protocol === "https:");
}
function isSameOrigin({ headers }, url) {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  return site === null ? origin !== null && sameHost(origin, url) : site === "same-origin";
}
var isNavigation = ({ method: method2, headers }) => (method2 === "GET" || method2 === "HEAD") && headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document";
function demandSameOrigin(request, url) {
  if (!isSameOrigin(request, url)) throw new Refusal(403, "no-token");
}

// src/server/ask.ts
function createAsk(place, { verify, verdicts, limits, clock, cookies, crawlers, onCrawler }, timing) {
  const { request, url, address: address2 } = place;
  const identify = async (navigation) => {
    const { jwt, by } = readCredential(request, cookies);
    if (by === "cookie" && !(navigation && isNavigation(request))) demandSameOrigin(request, url);
    const since = clock.now();
    const { customerId, expiresAt } = await verify(jwt);
    timing?.add("verify", clock.now() - since);
    return { customerId, jwt, expiresAt, by, address: address2, timing };
  };
  const find2 = async (caller, offerIds) => {
    const finding = await verdicts.find(caller, offerIds, false, request);
    const { accessGranted, code, retryAfter: retryAfter2 = 5 } = finding;
    if (accessGranted === void 0) throw new Refusal(503, "service", { retryAfter: retryAfter2 });
    if (!accessGranted) throw new Refusal(403, code ?? "not-entitled");
    return finding;
  };
  const recognise = async () => {
    if (!crawlers || !address2 || !/^(GET|HEAD)$/.test(request.method) || bearsCredential(request)) return void 0;
    return crawlers(address2, request).catch((cause) => {
      throw new Refusal(503, "service", { retryAfter: 60, cause });
    });
  };
  return {
    ...place,
    async caller({ navigation = false } = {}) {
      try {
        return await identify(navigation);
      } catch (error) {
        if (address2 && error instanceof Refusal && error.status === 401) await limits.spend("unauthorized", address2);
        throw error;
      }
    },
    async crawler() {
      const said = await recognise();
      const engine = said === true ? "crawler" : said;
      if (typeof engine !== "string" || !engine) return void 0;
      onCrawler?.(engine);
      return engine;
    },
    admit: find2,
    spend: limits.spend
  };
}

// src/server/decide.ts
async function decide({ caller: identify, crawler, request }, verdicts, offerIds) {
  let signedIn = false;
  try {
    const engine = offerIds.length ? await crawler() : void 0;
    if (engine !== void 0) return { offerId: offerIds[0], accessGranted: true, expiresAt: null, age: 0, signedIn, crawler: engine };
    if (!bearsCredential(request)) throw new Refusal(401, "no-token");
    const caller = await identify({ navigation: true });
    signedIn = true;
    if (!offerIds.length) return { offerId: "", accessGranted: false, expiresAt: null, age: 0, code: "unknown-offer", signedIn };
    return { ...await verdicts.find(caller, offerIds, false, request), signedIn };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, code, retryAfter: retryAfter2 } = error;
    const known = status === 401 || status === 403;
    return {
      offerId: offerIds[0] ?? "",
      expiresAt: null,
      age: 0,
      retryAfter: retryAfter2,
      signedIn: signedIn && status !== 401,
      accessGranted: known ? false : void 0,
      code: code === "no-token" || code === "token-expired" ? code : "service"
    };
  }
}

// src/server/address.ts
function clientAddress({ headers }, connection, trustProxy) {
  if (trustProxy === 0) return connection;
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map((hop2) => hop2.trim());
  const hop = (hops.at(-trustProxy) ?? "").replace(/^(\d+(?:\.\d+){3}):\d+$|^\[([\da-f.:]+)\](?::\d+)?$/i, "$1$2");
  return /^[\da-f.:]{2,45}$/i.test(hop) ? hop : connection;
}

// src/server/reply.ts
var json = (value, status = 200, headers = {}) => ({ status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) });
function toHeaders(headers) {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === "string") all.set(name, value);
    else for (const one of value) all.append(name, one);
  }
  return all;
}
function fromHeaders(headers) {
  const all = Object.fromEntries(headers);
  const cookies = headers.getSetCookie();
  return cookies.length ? { ...all, "set-cookie": cookies } : all;
}
var toResponse = ({ status, headers, body: body2 }) => new Response(body2, { status, headers: toHeaders(headers) });

// src/server/answer.ts
var envelope = (responseData) => json({ responseData, errors: [] });
var challenge = (code) => code === "token-expired" ? 'Bearer error="invalid_token"' : "Bearer";
function refusalReply({ status, code, retryAfter: retryAfter2, headers }) {
  const more = { ...headers };
  if (status === 401) more["www-authenticate"] = challenge(code);
  if (retryAfter2 !== void 0) more["retry-after"] = String(Math.max(1, Math.ceil(retryAfter2)));
  return json({ code }, status, more);
}
var frames = ({ stack = "" }) => stack.split("\n").filter((line) => line.startsWith("    at ")).slice(0, 8);
function errorReply(error, log) {
  if (error instanceof Refusal) return refusalReply(error);
  log("error", "guard.failed", error instanceof Error ? { error: error.name, at: frames(error) } : { error: typeof error });
  return refusalReply(new Refusal(503, "service", { retryAfter: 5 }));
}
var vary = "Authorization, Cookie, Origin";
function finish(reply, head) {
  const { headers } = reply;
  headers["cache-control"] ??= "no-store";
  headers.vary = headers.vary === void 0 ? vary : `${[headers.vary].flat().join(", ")}, ${vary}`;
  headers["x-content-type-options"] = "nosniff";
  return head && reply.body !== null ? { ...reply, body: null } : reply;
}

// src/server/cors.ts
var readable = "Retry-After, Content-Range, Accept-Ranges, ETag, Last-Modified, Date, Age, Server-Timing";
var sendable = "Authorization, Content-Type, Range, If-None-Match, If-Range";
function createCors(allowedOrigins) {
  const allowed = new Map(allowedOrigins.map((origin) => [origin, origin]));
  const allow = (request, headers) => {
    const origin = allowed.get(request.headers.get("origin") ?? "");
    if (!origin) return false;
    headers["access-control-allow-origin"] = origin;
    headers["access-control-expose-headers"] = readable;
    return true;
  };
  return {
    allow,
    preflight(request, { methods: methods2, shared }) {
      const headers = { allow: [...methods2, "OPTIONS"].join(", ") };
      if (shared && allow(request, headers)) {
        delete headers["access-control-expose-headers"];
        headers["access-control-allow-methods"] = methods2.join(", ");
        headers["access-control-allow-headers"] = sendable;
        headers["access-control-max-age"] = "600";
      }
      return { status: 204, headers, body: null };
    }
  };
}

// src/server/observe.ts
var methods = /* @__PURE__ */ new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]);
function createObserver({ clock, log, metrics }) {
  return ({ request, word: route = "other", reply, timing, since }) => {
    const spent = timing.header();
    if (spent && reply.status < 400) reply.headers["server-timing"] = spent;
    const ms = clock.now() - since;
    const method2 = methods.has(request.method) ? request.method : "other";
    metrics?.count("requests", { route, method: method2, status: String(reply.status) });
    metrics?.time("request", ms / 1e3, { route });
    log("info", "request", { route, method: method2, status: reply.status, ms: Math.round(ms * 10) / 10 });
  };
}
var often = 1e4;
function createSparingLog(log, clock) {
  const told = /* @__PURE__ */ new Map();
  return (level, event, fields) => {
    const key = JSON.stringify([event, fields]);
    const before = told.get(key);
    if (before && clock.now() - before.at < often) {
      before.since++;
      return;
    }
    if (told.size > 1e3) told.clear();
    told.set(key, { at: clock.now(), since: 0 });
    log(level, event, { ...fields, ...before?.since && { more: before.since } });
  };
}

// src/server/router.ts
function createRouter(routes, base) {
  const byWord = new Map(routes.map((route) => [route.word, route]));
  const first = base === void 0 ? 1 : base.split("/").length;
  return (path) => {
    if (base !== void 0 && !path.startsWith(`${base}/`)) return void 0;
    const segments = path.split("/");
    const last = base === void 0 ? segments.length : first + 1;
    for (let at = first; at < last; at++) {
      const route = byWord.get(segments[at] ?? "");
      if (route) return { route, base: segments.slice(0, at).join("/"), rest: segments.slice(at + 1).join("/") };
    }
    return void 0;
  };
}

// src/server/timing.ts
function createTiming() {
  const spans = /* @__PURE__ */ new Map();
  return {
    add: (span, ms) => void spans.set(span, Math.max(spans.get(span) ?? 0, ms)),
    header: () => [...spans].map(([span, ms]) => `${span};dur=${ms.toFixed(1)}`).join(", ")
  };
}

// src/server/handler.ts
var placeOf = (request, { address: address2 }, trustProxy) => ({ request, url: new URL(request.url), base: "", rest: "", address: clientAddress(request, address2, trustProxy) });
function createHandler(settings, routes, services) {
  const { clock, log, allowedOrigins, trustProxy } = settings;
  const cors = createCors(allowedOrigins);
  const observe = createObserver(settings);
  const find2 = createRouter(routes, settings.base);
  const answer2 = async (place, { route, base, rest }, timing) => {
    const { request } = place;
    if (request.method === "OPTIONS") return cors.preflight(request, route);
    if (!route.methods.includes(request.method)) throw new Refusal(405, "malformed", { headers: { allow: route.methods.join(", ") } });
    return route.answer(createAsk({ ...place, base, rest }, services, timing));
  };
  return async (request, connection = {}) => {
    const [since, timing] = [clock.now(), createTiming()];
    let found;
    let reply;
    try {
      const place = placeOf(request, connection, trustProxy);
      found = find2(place.url.pathname);
      if (!found) throw new Refusal(404, "malformed");
      reply = await answer2(place, found, timing);
    } catch (error) {
      reply = errorReply(error, (...line) => {
        if (!request.signal.aborted) log(...line);
      });
    }
    if (found?.route.shared) cors.allow(request, reply.headers);
    reply = finish(reply, request.method === "HEAD");
    observe({ request, word: found?.route.word, reply, timing, since });
    return reply;
  };
}

// src/server/options.ts
import * as v from "valibot";

// src/mediastore/clock.ts
var systemClock = {
  now: () => Math.max(Date.now(), performance.timeOrigin + performance.now()),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  }
};

// src/mediastore/body.ts
var own = (value, key) => typeof value === "object" && value !== null && Object.hasOwn(value, key) ? value[key] : void 0;
var unwrap = (body2) => own(body2, "responseData") ?? body2;
var finite = (value) => typeof value === "number" && Number.isFinite(value) ? value : null;
var complaint = (body2) => {
  const errors2 = own(body2, "errors");
  return [own(body2, "code"), own(body2, "message"), ...Array.isArray(errors2) ? errors2 : []].filter((part) => typeof part === "string").join(" ");
};

// src/mediastore/entitlement.ts
function grantsAccess(status, body2) {
  if (status === 402 || status === 403 || status === 404) return false;
  const granted = status === 200 ? own(unwrap(body2), "accessGranted") : void 0;
  return typeof granted === "boolean" ? granted : void 0;
}

// src/mediastore/errors.ts
var MediaStoreError = class extends Error {
  constructor(code, details = {}) {
    super(`MediaStore: ${code}${details.status ? ` (${details.status})` : ""}`, details);
    this.name = "MediaStoreError";
    this.code = code;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
    this.reason = details.reason;
  }
};

// src/mediastore/refusal.ts
var meanings = [
  [/blocked for country|blocked-country/i, "blocked-country"],
  [/devices?\b|\bip limit/i, "too-many-devices"],
  [/doesn't exist|does not exist|invalid param offerid|REQ0100|unknown-offer/i, "unknown-offer"],
  [/inactive/i, "inactive-offer"]
];
var refusalReason = (complaint2) => meanings.find(([pattern2]) => pattern2.test(complaint2))?.[1];

// src/mediastore/request.ts
var longestWait = 60;
var manners = {
  redirect: "error",
  credentials: "omit",
  referrerPolicy: "no-referrer",
  cache: "no-store",
  mode: "cors"
};
function readRetryAfter(value, now, longest4 = longestWait) {
  if (!value) return void 0;
  const seconds2 = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1e3;
  return Number.isFinite(seconds2) ? Math.min(Math.max(seconds2, 0), longest4) : void 0;
}
async function read(response, now) {
  const { status, headers } = response;
  const retryAfter2 = readRetryAfter(headers.get("retry-after"), now);
  const text3 = await response.text();
  try {
    return { status, headers, retryAfter: retryAfter2, text: text3, json: true, body: JSON.parse(text3) };
  } catch {
    return { status, headers, retryAfter: retryAfter2, text: text3, json: false, body: void 0 };
  }
}
async function exchange(fetch, clock, url, init, within2 = 8e3) {
  const own3 = new AbortController();
  const signal = AbortSignal.any(init.signal ? [own3.signal, init.signal] : [own3.signal]);
  const cancel = clock.after(within2, () => {
    own3.abort(new MediaStoreError("timeout"));
  });
  const end = new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason);
    });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([end, fetch(url, { ...manners, ...init, signal }).then(async (response) => read(response, clock.now()))]);
  } catch (cause) {
    signal.throwIfAborted();
    throw new MediaStoreError("network", { cause });
  } finally {
    cancel();
  }
}
function failure({ status, body: body2, json: json2, retryAfter: retryAfter2 }) {
  const details = { status, retryAfter: retryAfter2, reason: refusalReason(complaint(body2)) };
  if (status === 401) return new MediaStoreError("unauthorized", details);
  if (status >= 400 && status < 500 && status !== 429) return new MediaStoreError("refused", details);
  return new MediaStoreError(status === 200 && json2 ? "malformed" : "service", details);
}

// src/mediastore/token.ts
var digits = (value) => (Number.isSafeInteger(value) || typeof value === "string") && /^\d{1,20}$/.test(String(value)) ? String(value) : null;

// src/mediastore/client.ts
var hosts = (environment) => {
  const suffix = environment === "sandbox" ? "-sandbox" : "";
  return [`https://mediastoreapi${suffix}.cleeng.com`, `https://mediastore${suffix}.cleeng.com`];
};
var day = 86400;
function readEntitlement(answer2, customerId) {
  const { status, body: body2 } = answer2;
  const accessGranted = grantsAccess(status, body2);
  if (accessGranted === void 0) throw failure(answer2);
  const said = own(unwrap(body2), "customerId") ?? customerId;
  if (said !== customerId && said !== Number(customerId)) throw new MediaStoreError("malformed", { status });
  const expiresAt = finite(own(unwrap(body2), "expiresAt"));
  const age = finite(own(unwrap(body2), "age")) ?? 0;
  if (age > day) throw new MediaStoreError("service", { status });
  if (accessGranted) return { accessGranted, expiresAt, age };
  const reason = refusalReason(complaint(body2)) ?? (status === 404 ? "unknown-offer" : "not-entitled");
  return { accessGranted, expiresAt, reason };
}

// src/mediastore/offer-id.ts
var isOfferId = (id) => /^[\w-]{1,64}$/.test(id);

// src/sealed/masters.ts
import { base64url } from "jose";

// src/sealed/encoding.ts
var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
var spare = [0, void 0, 15, 3];
function isBase64url(value, size2) {
  if (typeof value !== "string" || !/^[\w-]*$/.test(value)) return false;
  const rest = spare[value.length % 4];
  if (rest === void 0 || (alphabet.indexOf(value.at(-1) ?? "A") & rest) !== 0) return false;
  return size2 === void 0 || Math.floor(value.length * 3 / 4) === size2;
}
var bytesOf = (text3) => Uint8Array.from(binary(text3), (one) => one.charCodeAt(0));
var binary = (text3) => atob(text3.replaceAll("-", "+").replaceAll("_", "/"));

// src/sealed/kid.ts
var isEpoch = (epoch) => /^[A-Za-z][\w-]{0,31}$/.test(epoch);
var isSealedOffer = (id) => /^(?!tag-)[\w-]{1,64}$/.test(id);
var isTag = (tag) => /^[\w:-](?:[\w :-]{0,62}[\w:-])?$/.test(tag);
var kidOf = ({ epoch, kind: kind2, name }) => `${epoch}.${kind2 === "tag" ? "tag-" : ""}${name}`;
function readKid(kid) {
  const dot = kid.indexOf(".");
  const [epoch, rest] = [kid.slice(0, dot), kid.slice(dot + 1)];
  if (dot < 0 || !isEpoch(epoch)) return null;
  const kind2 = rest.startsWith("tag-") ? "tag" : "offer";
  const name = kind2 === "tag" ? rest.slice(4) : rest;
  return (kind2 === "tag" ? isTag : isSealedOffer)(name) ? { epoch, kind: kind2, name } : null;
}

// src/sealed/masters.ts
var size = 32;
var example = "Write e1:<43 characters of base64url>; cleeng-gate keygen makes one.";
function split(text3) {
  return text3.split(",").map((pair) => {
    const [epoch = "", secret2 = "", ...more] = pair.trim().split(":");
    if (more.length || !secret2) throw new TypeError(`masters: each is <epoch>:<secret>, separated by commas. ${example}`);
    return [epoch, secret2];
  });
}
function secretOf(epoch, secret2) {
  if (!isEpoch(epoch)) throw new TypeError(`masters: the name of an epoch is a letter and up to 31 letters, digits, "_" or "-". ${example}`);
  if (typeof secret2 === "string" && isBase64url(secret2, size)) return bytesOf(secret2);
  if (secret2 instanceof Uint8Array && secret2.length === size) return Uint8Array.from(secret2);
  throw new TypeError(`masters: the secret of "${epoch}" is not ${size} bytes of base64url. ${example}`);
}
function readMasters(masters) {
  const pairs2 = typeof masters === "string" ? split(masters) : Object.entries(masters);
  const epochs = pairs2.map(([epoch]) => epoch);
  const twice = epochs.find((epoch, index) => epochs.indexOf(epoch) !== index);
  if (twice !== void 0) throw new TypeError(`masters: the epoch "${twice}" is listed twice`);
  const newest = epochs.at(-1);
  if (newest === void 0) throw new TypeError(`masters: there is none. ${example}`);
  const secrets2 = new Map(pairs2.map(([epoch, secret2]) => [epoch, secretOf(epoch, secret2)]));
  const keys = /* @__PURE__ */ new Map();
  const get = (epoch) => {
    const secret2 = secrets2.get(epoch);
    if (secret2 && !keys.has(epoch)) keys.set(epoch, crypto.subtle.importKey("raw", secret2, "HKDF", false, ["deriveKey", "deriveBits"]));
    return keys.get(epoch);
  };
  return { newest, epochs, get };
}

// src/server/assets.ts
import picomatch from "picomatch/posix.js";

// src/server/asset.ts
var longestName = 1024;
var longestSegment = 255;
var forbidden = /[\u0000-\u001f\u007f%\\/]/;
var isSegment = (segment) => segment !== "" && segment.length <= longestSegment && !segment.startsWith(".") && !forbidden.test(segment);
var isAsset = (name) => name.length <= longestName && name.split("/").every(isSegment);
function readAsset(path) {
  try {
    const segments = path.split("/").map(decodeURIComponent);
    return segments.every(isSegment) && isAsset(segments.join("/")) ? segments.join("/") : void 0;
  } catch {
    return void 0;
  }
}
var writeAsset = (asset) => asset.split("/").map(encodeURIComponent).join("/");

// src/server/assets.ts
var tableFile = "offers.json";
var wrong = (entry, what, write2) => {
  throw new TypeError(`assets: the entry "${entry}" ${what}. Write ${write2}.`);
};
var isPattern = (name) => /[*?[{]/.test(name);
function checkName(name) {
  if (name.startsWith("!")) wrong(name, "excludes instead of naming", "what is to be served; what no entry matches is served to nobody");
  if (/^(0|[1-9]\d*)$/.test(name)) wrong(name, "is a number, which JavaScript moves before all other entries", `"[${name[0]}]${name.slice(1)}"`);
  if (/^\.{0,2}\//.test(name)) wrong(name, "begins as a path does", 'the name as it follows "content/" in the address, such as "news/one.html"');
  if (!isPattern(name) && !isAsset(name)) wrong(name, "can be no asset", 'segments with "/" between them that neither are empty, begin with a dot, nor hold "%", "\\" or control characters');
}
function readOffers(name, offers) {
  if (!Array.isArray(offers)) return wrong(name, "has no list of offers", `"${name}": ["S123456789_US"]`);
  if (!offers.length) wrong(name, "names no offer", "at least one offer id, or leave the entry out: then nobody gets the asset");
  for (const id of offers) {
    if (typeof id !== "string" || !isOfferId(id)) wrong(name, `names ${JSON.stringify(id)}, which is no offer id`, 'ids of letters, digits, "_" and "-", such as "S123456789_US"');
  }
  return [...new Set(offers)];
}
var compile = (name) => isPattern(name) ? picomatch(name.replaceAll(/[()|+@]/g, String.raw`\$&`), { dot: false, nonegate: true, noextglob: true, strictSlashes: true }) : (asset) => asset === name;
function readOffersTable(table) {
  if (typeof table !== "object" || table === null || Array.isArray(table)) {
    throw new TypeError('assets: this is no offers table. Write { "news/one.html": ["S123456789_US"], "films/**": ["P123456789"] }.');
  }
  const entries = Object.entries(table).map(([name, offers]) => {
    checkName(name);
    return { matches: compile(name), offers: readOffers(name, offers) };
  });
  return {
    offersOf: (asset) => isAsset(asset) && asset !== tableFile ? entries.find(({ matches: matches2 }) => matches2(asset))?.offers : void 0,
    offers: [...new Set(entries.flatMap(({ offers }) => offers))]
  };
}

// src/server/content-source.ts
var toBlob = (bytes2) => bytes2 instanceof Blob ? bytes2 : new Blob([bytes2]);
var isBytes = (value) => typeof value === "string" || ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Blob;
var openBlob = (blob, more = {}) => ({
  ...more,
  size: blob.size,
  stream: (start, end) => blob.slice(start, end).stream()
});
async function openResponse(response) {
  if (response.status === 404) return null;
  if (response.status !== 200) throw new Error(`The content callback gave a Response with status ${response.status}.`);
  const { headers } = response;
  const modified = new Date(headers.get("last-modified") ?? NaN);
  return openBlob(await response.blob(), {
    type: headers.get("content-type") ?? void 0,
    etag: headers.get("etag") ?? void 0,
    modified: Number.isNaN(modified.getTime()) ? void 0 : modified
  });
}
async function openGiven(given) {
  if (given === null || given === void 0) return null;
  if (isBytes(given)) return openBlob(toBlob(given), given instanceof Blob && given.type ? { type: given.type } : {});
  if (given instanceof Response) return openResponse(given);
  if (typeof given.stream === "function" && Number.isSafeInteger(given.size)) return given;
  throw new TypeError("content: the callback gave neither bytes, a Response, { size, stream() } nor null.");
}
function readContent(content) {
  if (typeof content === "function") return { open: async (asset) => openGiven(await content(asset)) };
  if (typeof content === "object" && content !== null && "open" in content && typeof content.open === "function") return content;
  throw new TypeError("content: this is no source of content. Write folder('./premium') from cleeng-gate/server/node, fromStorage(storage), or a function that returns the bytes of an asset.");
}

// src/server/counter.ts
import { LRUCache } from "lru-cache";
import RateLimiterMemory from "rate-limiter-flexible/lib/RateLimiterMemory.js";
import RateLimiterRedis from "rate-limiter-flexible/lib/RateLimiterRedis.js";
import RateLimiterRes from "rate-limiter-flexible/lib/RateLimiterRes.js";

// src/sources/deadline.ts
async function within({ clock, deadline, signal }, run) {
  const own3 = new AbortController();
  const both = AbortSignal.any(signal ? [own3.signal, signal] : [own3.signal]);
  const cancel = clock.after(deadline, () => {
    own3.abort(new MediaStoreError("timeout"));
  });
  const end = new Promise((_, reject) => {
    both.addEventListener("abort", () => {
      reject(both.reason);
    }, { once: true });
  });
  try {
    both.throwIfAborted();
    return await Promise.race([end, run(both)]);
  } finally {
    cancel();
  }
}

// src/server/breaker.ts
function createBreaker(clock, { after, first, longest: longest4, random = Math.random }) {
  let failures = 0;
  let pause = first;
  let until = 0;
  const hold = (ms) => {
    until = clock.now() + ms;
  };
  return {
    admits() {
      if (failures < after) return true;
      if (clock.now() < until) return false;
      hold(pause);
      return true;
    },
    succeeded() {
      failures = 0;
      pause = first;
      until = 0;
    },
    failed(wait = 0) {
      failures++;
      if (failures < after) return;
      hold(Math.max(wait, pause * (1 + random()) / 2));
      pause = Math.min(pause * 2, longest4);
    },
    get open() {
      return failures >= after;
    },
    get wait() {
      return failures < after ? 0 : Math.max(until - clock.now(), 0);
    }
  };
}

// src/server/counter.ts
var patience = 150;
function inMemory({ most: most3 = 1e5, ...rule }) {
  const limiter = new RateLimiterMemory({ ...rule, keyPrefix: rule.name });
  const keys = new LRUCache({ max: most3, dispose: (_, key, reason) => {
    if (reason !== "set") void limiter.delete(key);
  } });
  return {
    async consume(key, points) {
      keys.set(key, true);
      return limiter.consume(key, points);
    }
  };
}
function redisOf(cache) {
  const driver = cache?.getMount("").driver;
  return driver?.name === "redis" ? driver.getInstance?.() : void 0;
}
var counted = ({ isFirstInDuration, msBeforeNext }, allowed) => ({ allowed, first: isFirstInDuration, wait: Math.max(msBeforeNext, 0) / 1e3 });
function createCounter(rule, clock, cache) {
  const own3 = inMemory(rule);
  const storeClient = redisOf(cache);
  const shared = storeClient === void 0 ? void 0 : new RateLimiterRedis({ points: rule.points, duration: rule.duration, storeClient, keyPrefix: `cleeng-gate:limit:${rule.name}`, rejectIfRedisNotReady: true });
  const breaker = createBreaker(clock, { after: 3, first: 500, longest: 5e3 });
  const consume = async (key, points) => {
    if (!shared || !breaker.admits()) return own3.consume(key, points);
    try {
      const result = await within({ clock, deadline: patience }, async () => shared.consume(key, points));
      breaker.succeeded();
      return result;
    } catch (error) {
      if (error instanceof RateLimiterRes) {
        breaker.succeeded();
        throw error;
      }
      breaker.failed();
      return own3.consume(key, points);
    }
  };
  return async (key, points) => {
    try {
      return counted(await consume(key, points), true);
    } catch (error) {
      if (error instanceof RateLimiterRes) return counted(error, false);
      throw error;
    }
  };
}

// src/server/limits.ts
var usualLimits = { entitlements: 6e3, fresh: 10, keys: 120, content: 1200, assets: 2e3, unauthorized: 120, upstream: 100 };
var minute = 60;
var day2 = 86400;
function networkOf(address2) {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address2)?.[1];
  if (mapped || !address2.includes(":")) return mapped ?? address2;
  const [head = "", tail] = address2.toLowerCase().split("%")[0].split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail?.split(":").filter(Boolean) ?? [];
  const gap = tail === void 0 ? 0 : 8 - left.length - right.length;
  return [...left, ...Array(Math.max(gap, 0)).fill("0"), ...right].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
var upTo = (most3, counter) => async (key, points) => counter(key, Math.min(points, most3));
function createLimits(options, { clock, cache, metrics }) {
  const { upstream: _, ...limits } = { ...usualLimits, ...options };
  const counters = new Map(Object.entries(limits).flatMap(([name, points]) => points === false ? [] : [[name, upTo(points, createCounter({ name, points, duration: name === "assets" ? day2 : minute }, clock, cache))]]));
  const seen = createCounter({ name: "seen", points: Number.MAX_SAFE_INTEGER, duration: day2 }, clock, cache);
  const count = async (limit, counter, key, points) => {
    if (limit === "unauthorized") return counter(networkOf(key), points);
    if (limit !== "assets") return counter(key, points);
    const { first } = await seen(key, 1);
    return first ? counter(key.split("/", 1)[0], points) : void 0;
  };
  return {
    async spend(limit, key, points = 1) {
      const counter = counters.get(limit);
      const result = counter && points > 0 ? await count(limit, counter, key, points) : void 0;
      if (!result || result.allowed) return;
      metrics?.count("limited", { limit });
      throw new Refusal(429, "service", { retryAfter: result.wait });
    }
  };
}

// src/wire/log.ts
var levels = ["debug", "info", "warn", "error"];
var secrets = /[\w-]{4,}\.[\w-]{4,}\.[\w-]{16,}|[^\s"'<>,;:]+@[^\s"'<>,;:]+/g;
var withoutSecrets = (text3) => text3.replaceAll(secrets, "[left out]");
var clean = (_, value) => typeof value === "string" ? withoutSecrets(value) : value;
function jsonLog(write2, least = "info") {
  const told = new Set(levels.slice(levels.indexOf(least)));
  return (level, event, fields) => {
    if (told.has(level)) write2(JSON.stringify({ time: (/* @__PURE__ */ new Date()).toISOString(), level, event, ...fields }, clean), level);
  };
}
var consoleLog = jsonLog((line, level) => {
  console[level](line);
}, "warn");

// src/server/options.ts
var local = /^(localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/;
var isOrigin = (text3) => URL.canParse(text3) && /^https?:$/.test(new URL(text3).protocol) && new URL(text3).origin === text3;
var isAddress = (text3) => {
  if (!URL.canParse(text3)) return false;
  const { protocol, username, password, search, hash: hash2 } = new URL(text3);
  return /^https?:$/.test(protocol) && !username && !password && !search && !hash2;
};
var isSafe = (text3) => new URL(text3).protocol === "https:" || local.test(new URL(text3).hostname);
var method = (name, message2) => v.custom((value) => typeof value === "object" && value !== null && typeof value[name] === "function", message2);
var callable = (message2) => v.custom((value) => typeof value === "function", message2);
var address = v.pipe(v.string(), v.check(isAddress, "is an absolute URL without user, query or fragment"));
var bytes = (text3) => new TextEncoder().encode(text3).length;
var secret = v.pipe(
  v.string("is a string; an unset variable is none"),
  v.check((text3) => text3 !== "undefined" && text3 !== "null", "is the text of an unset variable, not a secret"),
  v.check((text3) => bytes(text3) >= 16 && bytes(text3) <= 64, "has 16 to 64 bytes")
);
var tagOffers = v.pipe(
  v.array(v.pipe(v.string(), v.check(isOfferId, "names an offer by letters, digits, _ and -, at most 64")), "is a list of offer ids"),
  v.minLength(1, "names at least one offer")
);
var text = v.pipe(v.string(), v.nonEmpty("is not empty"));
var amount = v.optional(v.union(
  [v.pipe(v.number(), v.integer(), v.minValue(1)), v.literal(false)],
  "is a whole number, at least 1, or false for any amount"
));
var schema = v.strictObject({
  environment: v.picklist(["production", "sandbox"], 'is "production" or "sandbox"; there is no default'),
  publisherId: v.pipe(
    v.union([v.string(), v.number()], `is the publisher's number in Cleeng, such as "123456789"`),
    v.transform(String),
    v.regex(/^\d{1,20}$/, `is the publisher's number in Cleeng, digits only, such as "123456789"`)
  ),
  apiBase: v.optional(address),
  jwksUrl: v.optional(address),
  issuer: v.optional(text),
  audience: v.optional(text),
  typ: v.optional(text),
  sources: v.optional(v.pipe(v.array(method("check", "is a source, such as mediaStoreSource()")), v.minLength(1, "names at least one source"))),
  combine: v.optional(v.picklist(["any", "all", "first-definite"], 'is "any", "all" or "first-definite"'), "first-definite"),
  assets: v.optional(v.unknown(), {}),
  content: v.optional(v.unknown()),
  onGranted: v.optional(callable("is a function that may set headers")),
  cache: v.optional(method("getItem", "is a storage made by createStorage() of unstorage")),
  allowedOrigins: v.optional(v.array(v.pipe(v.string(), v.check(isOrigin, 'is an origin, such as "https://www.example.com", without path or slash; * and null are none'))), []),
  cookie: v.optional(v.boolean("is true or false"), true),
  webhook: v.optional(v.strictObject({
    secrets: v.pipe(v.array(secret), v.minLength(1, "holds at least one secret; leave webhook out if there is none")),
    header: v.optional(v.pipe(v.string(), v.regex(/^[\w-]+$/, "is the name of a header"), v.toLowerCase()), "x-cleeng-signature"),
    encoding: v.optional(v.picklist(["hex", "base64"], 'is "hex" or "base64"'), "hex")
  })),
  masters: v.optional(v.custom((value) => typeof value === "string" || typeof value === "object" && value !== null, "is text such as e1:<secret>,e2:<secret>, or an object")),
  denyAssets: v.optional(v.array(text, "is a list of assets"), []),
  tagOffers: v.optional(v.record(text, tagOffers, 'is an object from tag to offer ids, such as { "gold": ["S123456789_US"] }')),
  accessibleTags: v.optional(callable("is a function (customerId, signal)")),
  crawlers: v.optional(callable("is a function (address, request), such as verifiedCrawler() from cleeng-gate/server/node")),
  trustProxy: v.optional(v.pipe(v.number("is a number of proxies"), v.integer("is a whole number"), v.minValue(0, "is 0 or more")), 0),
  base: v.optional(v.pipe(v.string(), v.regex(/^(\/[^/?#]+)*$/, 'is a path such as "/guard", with a slash in front and none behind'))),
  clock: v.optional(method("after", "has now() and after()")),
  fetch: v.optional(callable("is a function like fetch")),
  maxAge: v.optional(v.pipe(v.number("is a number of seconds"), v.minValue(0, "is 0 or more"), v.maxValue(86400, "is at most 86400, a day")), 300),
  limits: v.optional(v.strictObject({
    entitlements: amount,
    fresh: amount,
    keys: amount,
    content: amount,
    assets: amount,
    unauthorized: amount,
    upstream: v.optional(v.pipe(v.number("is a whole number"), v.integer("is a whole number"), v.minValue(1, "is at least 1")))
  }), {}),
  metrics: v.optional(method("count", "has count() and time(), such as prometheusMetrics()")),
  log: v.optional(callable("is a function (level, event, fields)"))
});
function mastersOf(option) {
  try {
    return readMasters(option);
  } catch (error) {
    throw new TypeError(`createGuard: the option "masters" is wrong; ${error.message}`);
  }
}
var isRead = (table) => typeof table?.offersOf === "function";
var explain = (issues) => {
  const [{ path, message: message2, type, received }] = issues;
  const name = path?.map(({ key }) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("").slice(1) ?? "options";
  if (type === "strict_object" && received !== "undefined" && message2.startsWith("Invalid key")) {
    return issues[0].expected === "never" ? `createGuard: there is no option "${name}".` : `createGuard: the option "${name}" is required.`;
  }
  return `createGuard: the option "${name}" ${message2.startsWith("Invalid") ? `is no ${received}; expected ${String(issues[0].expected)}` : message2}.`;
};
var authHost = (environment) => `https://auth.api${environment === "sandbox" ? ".sandbox" : ""}.cleeng.com`;
function readOptions(options) {
  const result = v.safeParse(schema, options);
  if (!result.success) throw new TypeError(explain(result.issues));
  const { output } = result;
  const { apiBase = hosts(output.environment)[0], jwksUrl = `${authHost(output.environment)}/.well-known/jwks.json` } = output;
  for (const [name, url] of Object.entries({ apiBase, jwksUrl })) {
    if (!options.fetch && !isSafe(url)) throw new TypeError(`createGuard: the option "${name}" must begin with https:// (http:// is for localhost).`);
  }
  const { clock = systemClock, fetch = (url, init) => globalThis.fetch(url, init), log = consoleLog, sources, cache: storage, onGranted, accessibleTags, crawlers } = options;
  const content = options.content === void 0 ? void 0 : readContent(options.content);
  const masters = options.masters === void 0 ? void 0 : mastersOf(options.masters);
  return {
    ...output,
    limits: { ...usualLimits, ...output.limits },
    metrics: options.metrics,
    assets: isRead(output.assets) ? output.assets : readOffersTable(output.assets),
    apiBase: apiBase.replace(/\/+$/, ""),
    jwksUrl,
    clock,
    fetch,
    log,
    sources,
    storage,
    content,
    onGranted,
    masters,
    accessibleTags,
    crawlers
  };
}

// src/server/admission.ts
async function byToken(ask2, asset, offers, counts2 = true) {
  const caller = await ask2.caller({ navigation: true });
  const finding = await ask2.admit(caller, offers);
  await ask2.spend("content", caller.customerId);
  if (counts2) await ask2.spend("assets", `${caller.customerId}/${asset}`);
  return { who: `customer ${caller.customerId}`, caller, finding };
}
async function admit(ask2, asset, offers, grants) {
  const [text3, ...more] = ask2.url.searchParams.getAll("grant");
  const engine = text3 === void 0 ? await ask2.crawler() : void 0;
  if (engine !== void 0) return { who: `crawler ${engine}`, crawler: true };
  if (text3 === void 0 || ask2.request.method === "POST") return byToken(ask2, asset, offers);
  const until = more.length ? void 0 : await grants.verify(text3, asset, offers);
  const granted = typeof until === "number" ? { who: `grant ${text3}`, until } : void 0;
  if (granted && !ask2.request.headers.has("authorization")) return granted;
  try {
    return await byToken(ask2, asset, offers, !granted);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === 403) throw error;
    if (granted && error.status !== 429) return granted;
    throw until === "expired" && error.code === "no-token" ? new Refusal(401, "token-expired") : error;
  }
}

// src/wire/body.ts
async function readBytes(body2, limit) {
  const chunks = [];
  let length = 0;
  const reader = body2?.getReader();
  for (let read4 = await reader?.read(); read4 && !read4.done; read4 = await reader?.read()) {
    length += read4.value.byteLength;
    if (length > limit) {
      void reader?.cancel().catch(() => void 0);
      return void 0;
    }
    chunks.push(read4.value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
var strict = new TextDecoder("utf-8", { fatal: true });
function parseJson(bytes2) {
  try {
    return JSON.parse(strict.decode(bytes2));
  } catch {
    return void 0;
  }
}

// src/server/conditions.ts
var tags = (header) => header.match(/(?:W\/)?"[^"]*"/g) ?? [];
var opaque = (tag) => tag.replace(/^W\//, "");
var secondsOf = (date) => Math.floor(date.getTime() / 1e3);
var readDate = (header) => {
  const time = Date.parse(header ?? "");
  return Number.isNaN(time) ? void 0 : time / 1e3;
};
var matches = (header, etag, weakly) => header.trim() === "*" || etag !== void 0 && tags(header).some((tag) => (weakly ? opaque(tag) : tag) === etag);
function judge(headers, { etag, modified }) {
  const [match, none2] = [headers.get("if-match"), headers.get("if-none-match")];
  const since = modified && readDate(headers.get("if-modified-since"));
  const until = modified && readDate(headers.get("if-unmodified-since"));
  if (match !== null ? !matches(match, etag, false) : until !== void 0 && secondsOf(modified) > until) return 412;
  if (none2 !== null) return matches(none2, etag, true) ? 304 : void 0;
  return since !== void 0 && secondsOf(modified) <= since ? 304 : void 0;
}
function stillSame(header, { etag, modified }, now) {
  if (header === null) return true;
  if (/^(?:W\/)?"/.test(header)) return header === etag;
  const date = readDate(header);
  return modified !== void 0 && date === secondsOf(modified) && now - modified.getTime() >= 1e3;
}

// src/server/licence.ts
var mostKids = 64;
var own2 = (value, name) => typeof value === "object" && value !== null && Object.hasOwn(value, name) ? value[name] : void 0;
var isText = (value) => typeof value === "string" && value !== "" && value.length <= 683 && isCanonical(value);
var isKey = (value) => own2(value, "kty") === "oct" && isText(own2(value, "kid")) && isText(own2(value, "k"));
function readLicence(bytes2) {
  const keys = own2(parseJson(bytes2), "keys");
  return Array.isArray(keys) && keys.length && keys.every(isKey) ? keys : void 0;
}
function readLicenceRequest(bytes2) {
  const request = bytes2 && parseJson(bytes2);
  const kids = own2(request, "kids");
  const type = own2(request, "type") ?? "temporary";
  if (Array.isArray(kids) && kids.length && kids.length <= mostKids && kids.every(isText) && type === "temporary") return kids;
  throw new Refusal(400, "malformed");
}
function licenceFor(keys, kids) {
  const asked = keys.filter(({ kid }) => kids.includes(kid));
  return asked.length ? { keys: asked.map(({ kid, k }) => ({ kty: "oct", kid, k })), type: "temporary" } : void 0;
}

// src/server/media-type.ts
var types = {
  html: "text/html; charset=utf-8",
  htm: "text/html; charset=utf-8",
  xhtml: "application/xhtml+xml",
  txt: "text/plain; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  css: "text/css; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  json: "application/json",
  jwe: "application/jose+json",
  xml: "application/xml",
  pdf: "application/pdf",
  epub: "application/epub+zip",
  zip: "application/zip",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  flac: "audio/flac",
  wav: "audio/wav",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  mp4: "video/mp4",
  m4v: "video/mp4",
  m4s: "video/iso.segment",
  webm: "video/webm",
  mkv: "video/x-matroska",
  mov: "video/quicktime",
  ts: "video/mp2t",
  m3u8: "application/vnd.apple.mpegurl",
  mpd: "application/dash+xml",
  vtt: "text/vtt; charset=utf-8",
  woff2: "font/woff2"
};
function mediaType(asset) {
  const ending = asset.slice(asset.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(types, ending) ? types[ending] : "application/octet-stream";
}

// src/server/playing-time.ts
var text2 = (view, at) => String.fromCharCode(...new Uint8Array(view.buffer, at, 4));
async function findBox(read4, kind2, from, to) {
  for (let at = from, count = 0; at + 8 <= to && count < 100; count++) {
    const head = await read4(at, Math.min(16, to - at));
    const short = head.getUint32(0);
    const size2 = short === 1 && head.byteLength === 16 ? Number(head.getBigUint64(8)) : short || to - at;
    if (size2 < 8) return void 0;
    if (text2(head, 4) === kind2) return [at + (short === 1 ? 16 : 8), Math.min(to, at + size2)];
    at += size2;
  }
  return void 0;
}
async function inMp4(read4, size2) {
  const movie = await findBox(read4, "moov", 0, size2);
  const header = movie && await findBox(read4, "mvhd", ...movie);
  if (!header || header[1] - header[0] < 20) return void 0;
  const view = await read4(header[0], Math.min(32, header[1] - header[0]));
  const long = view.getUint8(0) === 1 && view.byteLength >= 32;
  const duration = long ? Number(view.getBigUint64(24)) : view.getUint32(16);
  return duration / view.getUint32(long ? 20 : 12);
}
function findElement(view, id) {
  const bytes2 = new Uint8Array(view.buffer);
  const at = bytes2.findIndex((_, index) => id.every((byte, offset) => bytes2[index + offset] === byte)) + id.length;
  const length = at < id.length || at >= bytes2.length ? 0 : bytes2[at] & 127;
  return length && length <= 8 && at + 1 + length <= bytes2.length ? new DataView(view.buffer, at + 1, length) : void 0;
}
function inWebm(view) {
  const duration = findElement(view, [68, 137]);
  const scale = findElement(view, [42, 215, 177]);
  const nanoseconds = scale ? [...new Uint8Array(scale.buffer, scale.byteOffset, scale.byteLength)].reduce((sum, byte) => sum * 256 + byte, 0) : 1e6;
  if (duration?.byteLength !== 4 && duration?.byteLength !== 8) return void 0;
  return (duration.byteLength === 4 ? duration.getFloat32(0) : duration.getFloat64(0)) * nanoseconds / 1e9;
}
async function playingTime(film) {
  const read4 = async (start, length) => new DataView((await readBytes(film.stream(start, Math.min(film.size, start + length)), length)).buffer);
  const head = await read4(0, Math.min(film.size, 4096));
  if (head.byteLength < 16) return void 0;
  const seconds2 = head.getUint32(0) === 440786851 ? inWebm(head) : text2(head, 4) === "ftyp" ? await inMp4(read4, film.size) : void 0;
  return seconds2 && Number.isFinite(seconds2) ? seconds2 : void 0;
}

// src/server/playlist.ts
var attribute = /(?<=[:,]\s*URI=")[^"\r\n]+(?=")/g;
function references(text3) {
  const found = [];
  for (const { 0: line, index } of text3.matchAll(/[^\r\n\uFEFF]+/g)) {
    if (!line.startsWith("#")) {
      const reference = line.trim();
      if (reference) found.push({ at: index + line.indexOf(reference), reference });
    } else if (line.startsWith("#EXT-X-")) {
      for (const match of line.matchAll(attribute)) found.push({ at: index + match.index, reference: match[0] });
    }
  }
  return found;
}
async function rewritePlaylist(text3, rewrite) {
  let written = "";
  let last = 0;
  for (const { at, reference } of references(text3)) {
    written += text3.slice(last, at) + (await rewrite(reference) ?? reference);
    last = at + reference.length;
  }
  return written + text3.slice(last);
}
function playlistTime(text3) {
  const segments = [...text3.matchAll(/^#EXTINF:[\t ]*(\d+(?:\.\d+)?)/gm)].map(([, seconds2]) => Number(seconds2));
  const recorded = /^#EXT-X-ENDLIST\s*$/m.test(text3) || /^#EXT-X-PLAYLIST-TYPE:VOD\s*$/m.test(text3);
  return segments.length && recorded ? segments.reduce((sum, seconds2) => sum + seconds2, 0) : void 0;
}
function playlistsIn(text3) {
  return text3.includes("#EXT-X-STREAM-INF:") ? references(text3).map(({ reference }) => reference).filter((reference) => /\.m3u8(?:[?#]|$)/i.test(reference)) : [];
}

// src/server/links.ts
var lives = { once: 300, beyond: 300, most: 21600 };
var longestDocument = 8e6;
var utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
async function textOf(opened) {
  const bytes2 = opened.size > longestDocument ? void 0 : await readBytes(opened.stream(), longestDocument);
  try {
    return bytes2 && utf8.decode(bytes2);
  } catch {
    return void 0;
  }
}
var isPlaylist = (type) => /^(?:application|audio)\/(?:vnd\.apple\.|x-)?mpegurl\b/i.test(type);
var withGrant = (address2, grant) => {
  const [, before = "", hash2 = ""] = /^([^#]*)(#[^]*)?$/.exec(address2) ?? [];
  return `${before}${before.includes("?") ? "&" : "?"}grant=${grant}${hash2}`;
};
function createLinks({ assets, content, grants, clock }, { asset: from, offers, ask: ask2, until = Infinity }) {
  const root = `${ask2.base}/content/`;
  const made = /* @__PURE__ */ new Map();
  const resolve = (reference, document) => {
    const place = new URL(root + writeAsset(document), ask2.url);
    const url = URL.canParse(reference, place.href) ? new URL(reference, place) : void 0;
    if (!url || !/^https?:$/.test(url.protocol) || url.host !== ask2.url.host || !url.pathname.startsWith(root)) return void 0;
    const asset = readAsset(url.pathname.slice(root.length));
    const opening = asset === void 0 ? void 0 : assets.offersOf(asset);
    return asset !== void 0 && opening && offers.every((id) => opening.includes(id)) ? { asset, url, offers: opening } : void 0;
  };
  const grant = async (scope, life2) => {
    const end = Math.min(Math.floor(clock.now() / 1e3) + Math.min(Math.ceil(life2), lives.most), until);
    const key = JSON.stringify([scope, end]);
    if (!made.has(key)) made.set(key, grants.sign(scope, end));
    return made.get(key);
  };
  const timeOf = async (asset, opened, depth = 0) => {
    if (!isPlaylist(opened.type ?? mediaType(asset))) return playingTime(opened);
    const text3 = await textOf(opened) ?? "";
    const listed = depth ? [] : playlistsIn(text3).slice(0, 20).map((reference) => resolve(reference, asset)?.asset);
    const times = await Promise.all([...new Set(listed)].map(async (name) => {
      const found = name === void 0 ? null : await content.open(name);
      return found && timeOf(name, found, depth + 1);
    }));
    const known = [playlistTime(text3), ...times].filter((time) => typeof time === "number");
    return known.length ? Math.max(...known) : void 0;
  };
  return {
    timeOf,
    /** For a playlist: everything in its folder by one grant, for as long as the film plays. */
    fromPlaylist(time) {
      const folder = from.split("/").slice(0, -1).join("/");
      const life2 = time === void 0 ? lives.once : time + lives.beyond;
      return async (reference) => {
        const target = resolve(reference, from);
        if (!target) return void 0;
        const inside = folder !== "" && target.asset.startsWith(`${folder}/`) && target.offers.length === (/* @__PURE__ */ new Set([...target.offers, ...offers])).size && target.offers.length === offers.length;
        return withGrant(reference, await grant({ path: inside ? folder : target.asset, folder: inside, offers: target.offers }, life2));
      };
    },
    /**
     * For HTML: a grant for each file, and an address that also holds on the page which the HTML ends up on. That page
     * may be on another host, and a proxy may have taken away the `s` of https.
     */
    async fromMarkup(reference) {
      const target = resolve(reference, from);
      const opened = target && await content.open(target.asset);
      if (!opened) return void 0;
      const type = opened.type ?? mediaType(target.asset);
      const plays = isPlaylist(type) || /^(?:video|audio)\//.test(type);
      const life2 = plays ? (await timeOf(target.asset, opened) ?? lives.most) + lives.beyond : lives.once;
      const { pathname, search, hash: hash2, host: host2 } = target.url;
      const origin = ask2.request.headers.get("origin");
      const foreign = origin !== null && URL.canParse(origin) && new URL(origin).host !== ask2.url.host;
      const absolute = /^https?:/i.test(reference) ? reference : `${foreign ? `//${host2}` : ""}${pathname}${search}${hash2}`;
      return withGrant(absolute, await grant({ path: target.asset, folder: false, offers: target.offers }, life2));
    }
  };
}

// src/server/markup.ts
import { parse, parseFragment } from "parse5";
var media = {
  img: ["src", "srcset"],
  source: ["src", "srcset"],
  video: ["src", "poster"],
  audio: ["src"],
  track: ["src"]
};
function* elementsIn(node) {
  if ("tagName" in node) yield node;
  if ("content" in node) yield* elementsIn(node.content);
  if ("childNodes" in node) for (const child of node.childNodes) yield* elementsIn(child);
}
var quote = (value) => `"${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;
async function rewriteSet(value, rewrite) {
  let written = "";
  let last = 0;
  for (const { 0: candidate, index } of value.matchAll(/(?<=^|,|\s)[^\s,]\S*[^\s,](?=\s|,|$)/g)) {
    const changed = /^\d+(?:\.\d+)?[wxh]$/.test(candidate) ? void 0 : await rewrite(candidate);
    written += value.slice(last, index) + (changed ?? candidate);
    last = index + candidate.length;
  }
  written += value.slice(last);
  return written === value ? void 0 : written;
}
async function editsOf(element, rewrite) {
  const edits = [];
  for (const { name, value } of element.attrs) {
    const place = element.sourceCodeLocation?.attrs?.[name];
    if (!place || !Object.hasOwn(media, element.tagName) || !media[element.tagName].includes(name)) continue;
    const changed = await (name === "srcset" ? rewriteSet : async (text3, change) => change(text3.trim()))(value, rewrite);
    if (changed !== void 0) edits.push({ start: place.startOffset, end: place.endOffset, text: `${name}=${quote(changed)}` });
  }
  return edits;
}
async function rewriteMarkup(html, rewrite) {
  const read4 = /^\s*(?:<!--[^]*?-->\s*)*<(?:!doctype|html|head|body)\b/i.test(html) ? parse : parseFragment;
  const root = read4(html, { sourceCodeLocationInfo: true, scriptingEnabled: false });
  const edits = [];
  for (const element of elementsIn(root)) edits.push(...await editsOf(element, rewrite));
  return edits.sort((one, other) => other.start - one.start).reduce((text3, { start, end, text: change }) => text3.slice(0, start) + change + text3.slice(end), html);
}

// src/server/ranges.ts
function readRange(header, size2) {
  const [, first = "", last = ""] = /^bytes=[\t ]*(\d*)-(\d*)[\t ]*$/i.exec(header ?? "") ?? [];
  if (first === "" && last === "") return void 0;
  if (first === "") return Number(last) && size2 ? { start: Math.max(0, size2 - Number(last)), end: size2 } : "unsatisfiable";
  if (last !== "" && Number(last) < Number(first)) return void 0;
  if (Number(first) >= size2) return "unsatisfiable";
  return { start: Number(first), end: last === "" ? size2 : Math.min(size2, Number(last) + 1) };
}

// src/server/content.ts
var largestRequest = 16384;
var largestLicence = 65536;
var absent = () => new Refusal(404, "unknown-offer");
var policies = {
  "text/html": "script-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'",
  "application/xhtml+xml": "script-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'",
  "image/svg+xml": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  "application/xml": "default-src 'none'; sandbox"
};
function headersFor({ type, admission }) {
  const headers = { "content-type": type, "cache-control": "private, no-store", "x-content-type-options": "nosniff", "referrer-policy": "same-origin" };
  const bare = type.split(";")[0].trim().toLowerCase();
  const policy = policies[bare] ?? (/[/+]xml$/.test(bare) ? policies["application/xml"] : void 0);
  if (admission.finding) headers.age = String(admission.finding.age);
  if (policy) headers["content-security-policy"] = policy;
  if (admission.crawler) headers["x-robots-tag"] = "noarchive";
  if (type === "application/octet-stream") headers["content-disposition"] = "attachment";
  return headers;
}
function sendText(text3, headers) {
  const body2 = new TextEncoder().encode(text3);
  return { status: 200, headers: { ...headers, "accept-ranges": "none", "content-length": String(body2.length) }, body: body2 };
}
function sendBytes({ request }, { opened }, { etag, modified }, headers, now) {
  headers["accept-ranges"] = "bytes";
  if (etag) headers.etag = etag;
  if (modified) headers["last-modified"] = modified.toUTCString();
  const verdict = judge(request.headers, { etag, modified });
  if (verdict === 304) return { status: 304, headers, body: null };
  if (verdict === 412) throw new Refusal(412, "malformed");
  const asks = request.method === "GET" && stillSame(request.headers.get("if-range"), { etag, modified }, now);
  const range = asks ? readRange(request.headers.get("range"), opened.size) : void 0;
  if (range === "unsatisfiable") throw new Refusal(416, "malformed", { headers: { "content-range": `bytes */${opened.size}` } });
  const { start, end } = range ?? { start: 0, end: opened.size };
  headers["content-length"] = String(end - start);
  if (range) headers["content-range"] = `bytes ${start}-${end - 1}/${opened.size}`;
  const body2 = request.method === "HEAD" ? null : opened.stream(start, end);
  return { status: range ? 206 : 200, headers, body: body2 };
}
function createContentRoute(parts) {
  const { assets, content, grants, clock, onGranted } = parts;
  const find2 = async (ask2) => {
    const asset = readAsset(ask2.rest);
    const offers = asset === void 0 ? void 0 : assets.offersOf(asset);
    if (asset === void 0 || !offers) throw absent();
    const admission = await admit(ask2, asset, offers, grants);
    const opened = await content.open(asset);
    if (!opened) throw absent();
    return { asset, offers, opened, admission, type: opened.type ?? mediaType(asset) };
  };
  const rewritten = async (ask2, { asset, offers, opened, type, admission }) => {
    if (admission.crawler) return void 0;
    const list = isPlaylist(type);
    const text3 = list || /^text\/html\b/i.test(type) ? await textOf(opened) : void 0;
    if (text3 === void 0) return void 0;
    const links = createLinks(parts, { asset, offers, ask: ask2, until: admission.until });
    const changed = await (list ? rewritePlaylist(text3, links.fromPlaylist(await links.timeOf(asset, opened))) : rewriteMarkup(text3, links.fromMarkup));
    return changed === text3 ? void 0 : changed;
  };
  const validators = async ({ asset, opened: { etag, modified }, admission }) => ({ modified, etag: etag && `"${await grants.mark(JSON.stringify([admission.who, asset, etag]))}"` });
  const licence = async (ask2, { opened }) => {
    const keys = opened.size <= largestLicence ? readLicence(await readBytes(opened.stream(), largestLicence)) : void 0;
    if (!keys) throw new Refusal(405, "malformed", { headers: { allow: "GET, HEAD" } });
    const answer2 = licenceFor(keys, readLicenceRequest(await readBytes(ask2.request.body, largestRequest)));
    if (!answer2) throw absent();
    return json(answer2, 200, { "cache-control": "private, no-store" });
  };
  const send = async (ask2, found) => {
    if (ask2.request.method === "POST") return licence(ask2, found);
    const text3 = await rewritten(ask2, found);
    return text3 === void 0 ? sendBytes(ask2, found, await validators(found), headersFor(found), clock.now()) : sendText(text3, headersFor(found));
  };
  return {
    word: "content",
    methods: ["GET", "HEAD", "POST"],
    shared: true,
    async answer(ask2) {
      const found = await find2(ask2);
      const reply = await send(ask2, found);
      const { caller, finding } = found.admission;
      if (!onGranted || !caller || !finding) return reply;
      const headers = toHeaders(reply.headers);
      await onGranted({ request: ask2.request, asset: found.asset, customerId: caller.customerId, finding, headers });
      return { ...reply, headers: fromHeaders(headers) };
    }
  };
}

// src/server/entitlements.ts
var most = 100;
var malformed = () => new Refusal(400, "malformed");
function readOffers2(query) {
  const [offers, second] = query.getAll("offers");
  if (second !== void 0) throw malformed();
  const offerIds = offers?.split(",");
  if (offerIds && (offerIds.length > most || !offerIds.every(isOfferId))) throw malformed();
  return offerIds;
}
async function mayAskAfresh({ url, spend }, { customerId }) {
  if (url.searchParams.get("fresh") !== "1") return false;
  try {
    await spend("fresh", customerId);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.status === 429) return false;
    throw error;
  }
}
var verdictOf = ({ accessGranted, expiresAt, age, code }) => ({ accessGranted, expiresAt, age, ...code && { code } });
function itemOf(offerId, finding) {
  const { accessGranted, age, code } = finding;
  return accessGranted === void 0 ? { offerId, error: "service", age, ...code && { code } } : { offerId, ...verdictOf(finding) };
}
function createEntitlementRoute({ verdicts, assets }) {
  const one = async ({ rest: offerId, request }, caller, fresh2) => {
    const finding = await verdicts.find(caller, [offerId], fresh2, request);
    if (finding.accessGranted === void 0) throw new Refusal(503, "service", { retryAfter: finding.retryAfter ?? 5 });
    return envelope(verdictOf(finding));
  };
  const about = async (offerId, { request }, caller, fresh2) => {
    try {
      return itemOf(offerId, await verdicts.find(caller, [offerId], fresh2, request));
    } catch (error) {
      if (error instanceof Refusal && error.status !== 401) return { offerId, error: "service", age: 0 };
      throw error;
    }
  };
  return {
    word: "entitlements",
    methods: ["GET", "HEAD"],
    shared: true,
    async answer(ask2) {
      const { rest, url, caller: identify, spend } = ask2;
      if (rest && !isOfferId(rest)) throw malformed();
      const asked = rest ? [rest] : readOffers2(url.searchParams) ?? assets.offers;
      const caller = await identify();
      await spend("entitlements", caller.customerId, asked.length);
      const fresh2 = await mayAskAfresh(ask2, caller);
      if (rest) return one(ask2, caller, fresh2);
      return envelope({ items: await Promise.all(asked.map(async (offerId) => about(offerId, ask2, caller, fresh2))) });
    }
  };
}

// src/sealed/kek.ts
var utf82 = new TextEncoder();
var salt = utf82.encode("gate/sealed/kek/v1");
function lengthPrefixed(...parts) {
  const bytes2 = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 0));
  let at = 0;
  for (const part of parts) {
    new DataView(bytes2.buffer).setUint32(at, part.length);
    bytes2.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes2;
}
async function deriveKek(masters, recipient, asset) {
  const master = await masters.get(recipient.epoch);
  if (!master) return void 0;
  const name = kidOf(recipient).slice(recipient.epoch.length + 1);
  const info = lengthPrefixed(...[recipient.epoch, name, asset].map((part) => utf82.encode(part)));
  const hkdf = { name: "HKDF", hash: "SHA-256", salt, info };
  return crypto.subtle.deriveKey(hkdf, master, { name: "AES-KW", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

// src/server/grants.ts
var utf83 = new TextEncoder();
var salt2 = utf83.encode("cleeng-gate/grant/v1");
var kind = { name: "HMAC", hash: "SHA-256", length: 256 };
var form = /^(\d{10})\.(?:f|d([1-9]\d?))\.([\w-]{43})$/;
var write = (bytes2) => btoa(String.fromCharCode(...new Uint8Array(bytes2))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
var message = ({ path, folder, offers }, until) => lengthPrefixed(...["grant", folder ? "folder" : "file", path, JSON.stringify([...offers].sort()), until].map((part) => utf83.encode(part)));
async function keysOf({ masters, owner }) {
  if (!masters) return [await crypto.subtle.generateKey(kind, false, ["sign", "verify"])];
  const derive = async (epoch) => {
    const info = lengthPrefixed(utf83.encode(epoch), utf83.encode(owner));
    return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: salt2, info }, await masters.get(epoch), kind, false, ["sign", "verify"]);
  };
  return Promise.all([...masters.epochs].reverse().map(derive));
}
function scopeOf(asset, depth, offers) {
  if (depth === void 0) return { path: asset, folder: false, offers };
  const segments = asset.split("/");
  return segments.length > Number(depth) ? { path: segments.slice(0, Number(depth)).join("/"), folder: true, offers } : void 0;
}
function createGrants(signer) {
  if (!signer.masters) signer.log("warn", "grants.unshared", { unset: ["masters"] });
  let made;
  const keys = async () => made ??= keysOf(signer);
  return {
    async sign(scope, until) {
      const [key] = await keys();
      const mac = write(await crypto.subtle.sign("HMAC", key, message(scope, String(until))));
      return `${until}.${scope.folder ? `d${scope.path.split("/").length}` : "f"}.${mac}`;
    },
    async verify(grant, asset, offers) {
      const [, until = "", depth, text3 = ""] = form.exec(grant) ?? [];
      const mac = decode(text3);
      const scope = scopeOf(asset, depth, offers);
      if (!mac?.length || !scope) return void 0;
      for (const key of await keys()) {
        if (!await crypto.subtle.verify("HMAC", key, mac, message(scope, until))) continue;
        return Number(until) * 1e3 > signer.clock.now() ? Number(until) : "expired";
      }
      return void 0;
    },
    async mark(text3) {
      const [key] = await keys();
      return write(await crypto.subtle.sign("HMAC", key, lengthPrefixed(utf83.encode("mark"), utf83.encode(text3)))).slice(0, 22);
    }
  };
}

// src/server/health.ts
function createHealthRoute({ ready, verdicts }) {
  return {
    word: "health",
    methods: ["GET", "HEAD"],
    shared: false,
    async answer({ rest }) {
      if (rest) throw new Refusal(404, "malformed");
      const keys = await ready().then(() => [], () => ["keys"]);
      const troubles = [...keys, ...verdicts.troubles()];
      return json({ status: troubles.length ? "failing" : "ok", troubles }, troubles.length ? 503 : 200);
    }
  };
}

// src/server/keys.ts
import { base64url as base64url2, CompactEncrypt, importJWK } from "jose";
import picomatch2 from "picomatch/posix.js";

// src/sealed/unseal.ts
import { flattenedDecrypt } from "jose";

// src/sealed/envelope.ts
var isAssetName = (asset) => typeof asset === "string" && /^[^\p{Cc}\p{Cs}]{1,512}$/u.test(asset);

// src/sealed/unseal.ts
async function unwrapKey(masters, asset, kid, wrapped) {
  const recipient = readKid(kid);
  const kek = recipient && await deriveKek(masters, recipient, asset);
  if (!kek) return null;
  try {
    const key = await crypto.subtle.unwrapKey("raw", bytesOf(wrapped), kek, "AES-KW", { name: "AES-GCM", length: 256 }, true, ["decrypt"]);
    return new Uint8Array(await crypto.subtle.exportKey("raw", key));
  } catch {
    return null;
  }
}

// src/server/key-question.ts
var longest2 = 4096;
var most2 = 8;
var malformed2 = () => new Refusal(400, "malformed");
function must(fine) {
  if (!fine) throw malformed2();
}
function readEpk(epk) {
  const [x, y] = [own(epk, "x"), own(epk, "y")];
  must(own(epk, "kty") === "EC" && own(epk, "crv") === "P-256" && own(epk, "d") === void 0);
  must(isBase64url(x, 32) && isBase64url(y, 32));
  return { kty: "EC", crv: "P-256", x, y };
}
function readCandidate(candidate) {
  const [kid, ek] = [own(candidate, "kid"), own(candidate, "ek")];
  must(typeof kid === "string" && isBase64url(ek, 40));
  const recipient = readKid(kid);
  must(recipient !== null);
  return { kid, recipient, ek };
}
async function readQuestion({ body: body2 }) {
  const bytes2 = await readBytes(body2, longest2).catch(() => void 0);
  const json2 = bytes2 && parseJson(bytes2);
  const asset = own(json2, "asset");
  must(isAssetName(asset));
  const list = own(json2, "candidates") ?? [json2];
  must(Array.isArray(list) && list.length > 0 && list.length <= most2);
  return { asset, epk: readEpk(own(json2, "epk")), candidates: list.map(readCandidate) };
}

// src/server/opening.ts
var everyTag = "(all)";
var patience2 = 8e3;
function createOpening(clock, log, { tagOffers: tagOffers2 = {}, accessibleTags }) {
  const offersOf = ({ recipient: { kind: kind2, name } }) => {
    if (kind2 === "offer") return [name];
    return Object.hasOwn(tagOffers2, name) ? tagOffers2[name] : [];
  };
  const byOffer = async (ask2, caller, candidates) => {
    const { offerId, age } = await ask2.admit(caller, [...new Set(candidates.flatMap(offersOf))]);
    return { candidates: candidates.filter((candidate) => offersOf(candidate).includes(offerId)), age };
  };
  const byTag = async ({ request: { signal } }, { customerId }, candidates, refusal) => {
    const tags2 = await within({ clock, deadline: patience2, signal }, async (both) => accessibleTags(customerId, both)).catch((cause) => {
      throw new Refusal(503, "service", { retryAfter: 5, cause });
    });
    const opened = candidates.filter(({ recipient: { name } }) => tags2.includes(name) || tags2.includes(everyTag));
    if (!opened.length) throw refusal;
    return { candidates: opened, age: 0 };
  };
  const refuse = (candidates) => {
    log("error", "keys.tag-unknown", { tags: candidates.map(({ recipient }) => recipient.name), write: "tagOffers or accessibleTags" });
    throw new Refusal(400, "malformed");
  };
  return async (ask2, caller, candidates) => {
    const known = candidates.filter((candidate) => offersOf(candidate).length);
    const tagged = accessibleTags ? candidates.filter((candidate) => !known.includes(candidate)) : [];
    if (!known.length) return tagged.length ? byTag(ask2, caller, tagged, new Refusal(403, "not-entitled")) : refuse(candidates);
    try {
      return await byOffer(ask2, caller, known);
    } catch (error) {
      if (tagged.length && error instanceof Refusal && [403, 503].includes(error.status)) return byTag(ask2, caller, tagged, error);
      throw error;
    }
  };
}

// src/server/keys.ts
var life = 300;
function createDenial(patterns) {
  const literal2 = new Set(patterns);
  const matches2 = patterns.map((pattern2) => picomatch2(pattern2.replaceAll(/[()|+@]/g, String.raw`\$&`), { dot: true, nonegate: true, noextglob: true }));
  return (asset) => {
    const names2 = asset.split("#").map((_, index, parts) => parts.slice(0, index + 1).join("#"));
    return names2.some((name) => literal2.has(name) || matches2.some((match) => match(name)));
  };
}
var malformed3 = (cause) => new Refusal(400, "malformed", { cause });
async function encrypt({ epk }, claims) {
  const key = await importJWK({ ...epk, alg: "ECDH-ES" }).catch((cause) => {
    throw malformed3(cause);
  });
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(claims))).setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", typ: "sealed-key+jwt" }).encrypt(key);
}
function createKeyRoute({ clock, log, masters, denyAssets, ...tags2 }) {
  const isDenied = createDenial(denyAssets);
  const open = createOpening(clock, log, tags2);
  const release = async ({ spend }, question, { customerId }, { candidates, age }) => {
    const { asset } = question;
    for (const { kid, ek } of candidates) {
      const key = await unwrapKey(masters, asset, kid, ek);
      if (!key) continue;
      await spend("assets", `${customerId}/${asset}`);
      const now = clock.now();
      const iat = Math.floor(now / 1e3);
      const answer2 = await encrypt(question, { k: base64url2.encode(key), kid, asset, sub: customerId, iat, exp: iat + life });
      key.fill(0);
      const headers = { "content-type": "application/jose", "cache-control": "no-store", date: new Date(now).toUTCString(), age: String(age) };
      return { status: 200, headers, body: answer2 };
    }
    throw malformed3();
  };
  return {
    word: "keys",
    methods: ["POST"],
    shared: true,
    async answer(ask2) {
      if (ask2.rest) throw new Refusal(404, "malformed");
      const caller = await ask2.caller();
      await ask2.spend("keys", caller.customerId);
      const question = await readQuestion(ask2.request);
      const candidates = question.candidates.filter(({ recipient }) => masters.epochs.includes(recipient.epoch));
      if (!candidates.length) throw malformed3();
      if (isDenied(question.asset)) throw new Refusal(403, "inactive-offer");
      return release(ask2, question, caller, await open(ask2, caller, candidates));
    }
  };
}

// src/server/session.ts
var longest3 = 4096 - cookieName.length;
var withCookie = (value, seconds2) => ({ status: 204, headers: { "set-cookie": `${cookieName}=${value}; Path=/; Max-Age=${seconds2}; Secure; HttpOnly; SameSite=Lax` }, body: null });
function createSessionRoute(clock) {
  const put = async ({ caller }) => {
    const { jwt, expiresAt, by } = await caller();
    if (by !== "bearer") throw new Refusal(401, "no-token");
    if (jwt.length > longest3) throw new Refusal(400, "unsupported");
    return withCookie(jwt, Math.max(0, Math.floor(expiresAt - clock.now() / 1e3)));
  };
  return {
    word: "session",
    methods: ["PUT", "DELETE"],
    shared: false,
    async answer(ask2) {
      if (ask2.rest) throw new Refusal(404, "malformed");
      demandSameOrigin(ask2.request, ask2.url);
      return ask2.request.method === "PUT" ? put(ask2) : withCookie("", 0);
    }
  };
}

// src/wire/delivery.ts
function concernOf(body2) {
  const data = own(body2, "data");
  const customerId = digits(own(data, "customerId"));
  if (customerId) return { customerId };
  const offerId = own(data, "offerId");
  const topic = own(body2, "topic");
  const ofOffer = typeof topic === "string" && topic.startsWith("offer") && typeof offerId === "string" && isOfferId(offerId);
  return ofOffer ? { offerId } : void 0;
}

// src/wire/signature.ts
var algorithm = { name: "HMAC", hash: "SHA-256" };
var pairs = (text3) => Uint8Array.from(text3.match(/../g) ?? [], (pair) => parseInt(pair, 16));
function read2(text3, encoding) {
  if (encoding === "hex") return /^([\da-f]{64}|[\dA-F]{64})$/.test(text3) ? pairs(text3) : void 0;
  return /^[A-Za-z\d+/]{42}[AEIMQUYcgkosw048]=$/.test(text3) ? Uint8Array.from(atob(text3), (char) => char.charCodeAt(0)) : void 0;
}
function createSignature(secrets2, encoding) {
  const bytes2 = new TextEncoder();
  let keys;
  const make2 = async () => Promise.all(secrets2.map(async (secret2) => crypto.subtle.importKey("raw", bytes2.encode(secret2), algorithm, false, ["verify"])));
  return async (text3, body2) => {
    const signature = read2(text3 ?? "", encoding);
    if (!signature) return "none";
    keys ??= make2();
    const good = await Promise.all((await keys).map(async (key) => crypto.subtle.verify("HMAC", key, signature, body2)));
    return good.includes(true) ? "good" : "bad";
  };
}

// src/server/webhooks.ts
var largest = 65536;
var minute2 = 60;
var soon = 5;
var names = (headers) => [...headers.keys()].filter((name) => name.length <= 40 && /sign|hmac|digest/.test(name)).slice(0, 4);
function createWebhookRoute({ publisherId, secrets: secrets2, header, encoding, verdicts, log }) {
  const judge2 = createSignature(secrets2, encoding);
  const readSigned2 = async ({ request, address: address2, spend }) => {
    const body2 = await readBytes(request.body, largest);
    if (!body2) throw new Refusal(413, "malformed");
    const judgement = await judge2(request.headers.get(header), body2);
    if (judgement === "good") return parseJson(body2);
    if (address2) await spend("unauthorized", address2);
    log("warn", "webhook.refused", { signature: judgement, header, others: names(request.headers).filter((name) => name !== header) });
    throw judgement === "none" ? new Refusal(401, "malformed") : new Refusal(503, "service", { retryAfter: minute2 });
  };
  return {
    word: "webhooks",
    methods: ["POST"],
    shared: false,
    async answer(ask2) {
      if (ask2.rest !== "cleeng") throw new Refusal(404, "malformed");
      const body2 = await readSigned2(ask2);
      if (own(body2, "topic") === void 0) throw new Refusal(400, "malformed");
      if (digits(own(body2, "broadcasterId")) !== publisherId) log("warn", "webhook.stranger");
      else {
        const concern = concernOf(body2);
        const kept = !concern || await verdicts.invalidate(concern);
        if (!kept) throw new Refusal(503, "service", { retryAfter: soon });
      }
      return { status: 204, headers: {}, body: null };
    }
  };
}

// src/server/routes.ts
function createRoutes(settings, { keys, verdicts }) {
  const { clock, log, assets, content, cookie, masters, onGranted, webhook, environment, publisherId } = settings;
  const { denyAssets, tagOffers: tagOffers2, accessibleTags } = settings;
  const routes = [createEntitlementRoute({ verdicts, assets }), createHealthRoute({ ready: async () => keys.all(), verdicts })];
  if (cookie) routes.push(createSessionRoute(clock));
  if (webhook) routes.push(createWebhookRoute({ ...webhook, publisherId, verdicts, log: createSparingLog(log, clock) }));
  if (content) {
    const grants = createGrants({ clock, log, owner: `${environment} ${publisherId}`, masters });
    routes.push(createContentRoute({ assets, content, clock, onGranted, grants }));
  }
  if (masters) routes.push(createKeyRoute({ clock, log, masters, denyAssets, tagOffers: tagOffers2, accessibleTags }));
  return routes;
}

// src/sources/combine.ts
var only = (verdicts, status) => verdicts.filter((verdict) => verdict.status === status);
var firstUnknown = (verdicts) => {
  const all = only(verdicts, "unknown");
  return all.find(({ problem }) => problem.code === "unauthorized") ?? all[0];
};
var firstDenied = (verdicts) => {
  const all = only(verdicts, "denied");
  return all.find(({ reason }) => reason !== "not-entitled") ?? all[0];
};
var shortestGrant = (verdicts) => only(verdicts, "granted").sort((one, other) => (one.expiresAt ?? Infinity) - (other.expiresAt ?? Infinity))[0];
var early = {
  any: (verdicts) => only(verdicts, "granted")[0],
  all: firstDenied
};
var late = {
  any: (verdicts) => firstUnknown(verdicts) ?? firstDenied(verdicts),
  all: (verdicts) => firstUnknown(verdicts) ?? shortestGrant(verdicts)
};
async function atOnce(sources, strategy, ask2, signal) {
  const settled = new AbortController();
  const both = signal ? AbortSignal.any([signal, settled.signal]) : settled.signal;
  const heard = [];
  try {
    const first = await new Promise((resolve, reject) => {
      const asked = sources.map(async (source, index) => {
        const verdict = heard[index] = await ask2(source, both);
        const decided = early[strategy]([verdict]);
        if (decided) resolve(decided);
      });
      Promise.all(asked).then(() => {
        resolve(void 0);
      }, reject);
    });
    return first ?? late[strategy](heard);
  } finally {
    settled.abort();
  }
}
async function inOrder(sources, ask2, signal) {
  const passed = [];
  for (const source of sources) {
    const verdict = await ask2(source, signal);
    if (verdict.status === "granted") return verdict;
    if (verdict.status === "denied") return firstUnknown(passed) ?? verdict;
    passed.push(verdict);
  }
  return firstUnknown(passed);
}
async function* listAll(sources, subject, call) {
  for (const source of sources) if (source.list) yield* source.list(subject, call);
}
function combine(sources, strategy, name = strategy) {
  if (!sources.length) throw new TypeError("combine: write at least one source");
  if (!["any", "all", "first-definite"].includes(strategy)) throw new TypeError(`combine: the strategy is 'any', 'all' or 'first-definite'`);
  return {
    name,
    async check(subject, offerId, { signal } = {}) {
      signal?.throwIfAborted();
      const ask2 = async (source, until) => source.check(subject, offerId, { signal: until });
      const verdict = await (strategy === "first-definite" ? inOrder(sources, ask2, signal) : atOnce(sources, strategy, ask2, signal));
      return verdict ?? { source: name, status: "abstain" };
    },
    ...sources.some(({ list }) => list) && { list: (subject, call) => listAll(sources, subject, call) }
  };
}

// src/sources/asking.ts
function problemOf(error, whose) {
  const told = error instanceof MediaStoreError && error.cause instanceof MediaStoreError ? error.cause : error;
  if (!(told instanceof MediaStoreError)) return { code: "service" };
  const { code, status, retryAfter: retryAfter2 } = told;
  const details = { ...status && { status }, ...retryAfter2 !== void 0 && { retryAfter: retryAfter2 } };
  if (code === "unauthorized") return { code: whose, ...details };
  return { code: code === "refused" ? "service" : code, ...details };
}
var toStatement = ({ accessGranted, expiresAt, reason = "not-entitled" }) => accessGranted ? { status: "granted", expiresAt } : { status: "denied", reason, expiresAt };
function createCheck({ name, breaker, ...bounds }, whose, ask2) {
  return async (subject, offerId, { signal } = {}) => {
    if (!/^\d{1,20}$/.test(subject.customerId)) throw new TypeError("a customer id is 1 to 20 digits");
    if (!isOfferId(offerId)) throw new TypeError("an offer id is 1 to 64 letters, digits, _ and -");
    signal?.throwIfAborted();
    const said = await breaker.run(whose === "unauthorized" ? subject.customerId : "", async () => {
      try {
        return await within({ ...bounds, signal }, async (both) => ask2(subject, offerId, both));
      } catch (error) {
        signal?.throwIfAborted();
        return { status: "unknown", problem: problemOf(error, whose) };
      }
    });
    return { source: name, ...said };
  };
}

// src/sources/breaker.ts
import { LRUCache as LRUCache2 } from "lru-cache";
var ill = ({ code }) => code === "network" || code === "timeout" || code === "service";
var mostWaiting = 1e4;
function createBreaker2(clock, { failures = 20, rest = 1e3, longest: longest4 = 3e4, random = Math.random } = {}) {
  const waiting = new LRUCache2({ max: mostWaiting });
  let failed = 0;
  let trips = 0;
  let until = 0;
  let probing = false;
  const close = () => {
    failed = trips = until = 0;
  };
  const open = (retryAfter2 = 0) => {
    const length = Math.min(rest * 2 ** trips, longest4) * (1 - random() / 2);
    trips = Math.min(trips + 1, 30);
    until = clock.now() + Math.max(length, retryAfter2 * 1e3);
  };
  const hear = (quota, said, probe) => {
    if (said.status !== "unknown") return close();
    const { problem } = said;
    if (!ill(problem)) return problem.status ? close() : void 0;
    failed++;
    if (problem.retryAfter) waiting.set(quota, clock.now() + problem.retryAfter * 1e3);
    if (until <= clock.now() && (probe || failed >= failures)) open(problem.retryAfter);
  };
  const left = (quota) => Math.max(until - clock.now(), (waiting.get(quota) ?? 0) - clock.now(), probing ? 1 : 0);
  return {
    async run(quota, ask2) {
      const wait = left(quota);
      if (wait > 0) return { status: "unknown", problem: { code: "service", retryAfter: Math.ceil(wait / 1e3) } };
      const probe = until > 0;
      probing ||= probe;
      try {
        const said = await ask2();
        hear(quota, said, probe);
        return said;
      } finally {
        if (probe) probing = false;
      }
    }
  };
}

// src/sources/upstream.ts
var largestAnswer = 65536;
function refusesRedirects() {
  try {
    return new Request("http://localhost/", { redirect: "error" }).redirect === "error";
  } catch {
    return false;
  }
}
function onServer(init) {
  const { mode: _mode, credentials: _credentials, referrerPolicy: _policy, cache, ...rest } = init;
  return {
    ...rest,
    ..."cache" in Request.prototype && { cache },
    redirect: refusesRedirects() ? "error" : "manual"
  };
}
async function readAll(body2, signal) {
  const reader = body2.getReader();
  const stop = () => {
    reader.cancel().catch(() => void 0);
  };
  signal?.addEventListener("abort", stop, { once: true });
  const all = new Uint8Array(largestAnswer);
  let size2 = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    if (size2 + chunk.value.byteLength > largestAnswer) {
      stop();
      throw new MediaStoreError("malformed");
    }
    all.set(chunk.value, size2);
    size2 += chunk.value.byteLength;
  }
  return all.subarray(0, size2);
}
var carefully = (fetch) => async (url, init) => {
  const response = await fetch(url, onServer(init));
  if (!response.body) return response;
  const { status, headers } = response;
  return new Response(await readAll(response.body, init.signal), { status, headers });
};

// src/sources/options.ts
var ownFetch = async (url, init) => globalThis.fetch(url, init);
function readUpstream(options, fallbackName) {
  const { name = fallbackName, clock = systemClock, deadline = 3e3, fetch = ownFetch } = options;
  if (!Number.isFinite(deadline) || deadline <= 0) throw new TypeError(`${name}: deadline takes milliseconds, more than 0`);
  return { name, clock, deadline, fetch: carefully(fetch), breaker: createBreaker2(clock, options.breaker) };
}
var isLocal = ({ hostname }) => ["localhost", "127.0.0.1", "[::1]"].includes(hostname) || hostname.endsWith(".localhost");
function readAddress(option, address2, local2) {
  const url = URL.canParse(address2) ? new URL(address2) : void 0;
  if (!url || url.username || url.password || url.hash) throw new TypeError(`${option} takes an address such as https://api.example.com, without a user or #`);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && (local2 || isLocal(url)))) throw new TypeError(`${option} takes an https address; http is for localhost`);
  return address2.replace(/\/+$/, "");
}
function readBase({ name, environment, base, fetch }, fallbackName, addresses) {
  const who = name ?? fallbackName;
  if (base !== void 0) return readAddress(`${who}: base`, base, fetch !== void 0);
  if (environment === "production" || environment === "sandbox") return addresses[environment];
  throw new TypeError(`${who}: write environment: 'production' or 'sandbox', or base: an address`);
}

// src/sources/mediastore.ts
function mediaStoreSource(options) {
  const base = readBase(options, "mediaStoreSource", { production: hosts("production")[0], sandbox: hosts("sandbox")[0] });
  const upstream = readUpstream(options, "mediastore");
  const { name, fetch, clock, deadline } = upstream;
  return {
    name,
    check: createCheck(upstream, "unauthorized", async ({ customerId, jwt }, offerId, signal) => {
      if (!jwt) return { status: "unknown", problem: { code: "credentials" } };
      const headers = { Accept: "application/json", Authorization: `Bearer ${jwt}` };
      const answer2 = await exchange(fetch, clock, `${base}/entitlements/${offerId}`, { headers, signal }, deadline);
      return toStatement(readEntitlement(answer2, customerId));
    })
  };
}

// src/server/capacity.ts
var longestQueue = 10;
async function orLeave(ask2, signal) {
  if (!signal) return ask2();
  signal.throwIfAborted();
  let leave;
  const left = new Promise((_, reject) => {
    leave = () => {
      reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
  });
  return Promise.race([ask2(), left]).finally(() => {
    signal.removeEventListener("abort", leave);
  });
}
function createQueue(longest4) {
  const waiting = /* @__PURE__ */ new Map();
  let length = 0;
  const sizeOf = (customerId) => waiting.get(customerId)?.size ?? 0;
  const room = (customerId) => {
    if (length < longest4) return true;
    const largest3 = [...waiting.values()].reduce((one, other) => other.size > one.size ? other : one);
    if (largest3.size <= sizeOf(customerId) + 1) return false;
    [...largest3].at(-1)(false);
    return true;
  };
  const enter = async (customerId, signal) => new Promise((resolve, reject) => {
    const own3 = waiting.get(customerId) ?? /* @__PURE__ */ new Set();
    const end = () => {
      signal?.removeEventListener("abort", leave);
      own3.delete(waiter);
      length--;
      if (!own3.size) waiting.delete(customerId);
    };
    const leave = () => {
      end();
      reject(signal?.reason);
    };
    const waiter = (goes) => {
      end();
      resolve(goes);
    };
    signal?.addEventListener("abort", leave, { once: true });
    waiting.set(customerId, own3.add(waiter));
    length++;
  });
  return {
    wait: async (customerId, signal) => room(customerId) && enter(customerId, signal),
    /** Lets the next one go; false when nobody waits. */
    next() {
      const [first] = waiting;
      if (!first) return false;
      const [customerId, own3] = first;
      waiting.delete(customerId);
      waiting.set(customerId, own3);
      const [go] = own3;
      go(true);
      return true;
    }
  };
}
function withCapacity(source, most3) {
  const queue = createQueue(most3 * longestQueue);
  let underWay = 0;
  return {
    ...source,
    async check(subject, offerId, call) {
      if (underWay < most3) underWay++;
      else if (!await queue.wait(subject.customerId, call?.signal)) return { source: source.name, status: "unknown", problem: { code: "service", retryAfter: 1 } };
      try {
        return await orLeave(async () => source.check(subject, offerId, call), call?.signal);
      } finally {
        if (!queue.next()) underWay--;
      }
    }
  };
}

// src/server/jwk.ts
function bits(modulus) {
  const bytes2 = typeof modulus === "string" ? decode(modulus) : void 0;
  const first = bytes2?.findIndex((byte) => byte !== 0) ?? -1;
  return bytes2 && first >= 0 ? (bytes2.length - first) * 8 - (Math.clz32(bytes2[first]) - 24) : 0;
}
var mayVerify = (operations) => operations === void 0 || Array.isArray(operations) && operations.includes("verify");
function fits(entry) {
  const { kid, kty, use, alg, e, n, d, key_ops } = typeof entry === "object" ? { ...entry } : {};
  const size2 = bits(n);
  return kty === "RSA" && (use === void 0 || use === "sig") && (alg === void 0 || alg === "RS256") && mayVerify(key_ops) && e === "AQAB" && d === void 0 && size2 >= 2048 && size2 <= 4096 && (kid === void 0 || typeof kid === "string");
}
function fittingKeys(set) {
  const entries = own(set, "keys");
  const fitting2 = Array.isArray(entries) ? entries.filter(fits) : [];
  const unique = ({ kid }) => kid === void 0 || fitting2.filter((other) => other.kid === kid).length === 1;
  return fitting2.filter(unique).map(({ kid, kty, n, e }) => ({ ...kid !== void 0 && { kid }, kty, n, e }));
}
var rs256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
var importKeys = async (jwks) => Promise.all(jwks.map(async ({ kid, ...jwk }) => ({ kid, key: await crypto.subtle.importKey("jwk", jwk, rs256, false, ["verify"]) })));

// src/server/jwks.ts
var minute3 = 6e4;
var early2 = 5 * minute3;
var fresh = 10 * minute3;
var stale = 24 * 60 * minute3;
var cooldown = 3e4;
var patience3 = 5e3;
var largest2 = 65536;
var reasonOf = (error) => error instanceof MediaStoreError ? error.code : error instanceof Error ? error.message : "unknown";
async function ask(url, fetch, signal) {
  const response = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual", signal });
  if (response.status !== 200) throw new Error(`The JWKS endpoint answered ${response.status}.`);
  const bytes2 = await readBytes(response.body, largest2);
  if (!bytes2) throw new Error(`The JWKS endpoint answered more than ${largest2} bytes.`);
  const jwks = fittingKeys(parseJson(bytes2));
  if (!jwks.length) throw new Error("The JWKS endpoint answered no RSA key that may verify RS256.");
  return jwks;
}
function createKeys({ url, fetch, clock, storage, name = "jwks", log }) {
  let loaded;
  let flight;
  let version = 0;
  let restAfterFailure = -Infinity;
  let restAfterMiss = -Infinity;
  let failing = false;
  let recalled = !storage;
  const age = () => loaded ? clock.now() - loaded.at : Infinity;
  const take = async (jwks, at) => {
    const same = JSON.stringify(jwks) === JSON.stringify(loaded?.jwks);
    loaded = { at, jwks, keys: same ? loaded.keys : await importKeys(jwks) };
    if (!same) version++;
  };
  const recall = async () => {
    recalled = true;
    const kept = await within({ clock, deadline: 1e3 }, async () => storage?.getItem(name)).catch(() => null);
    const at = finite(own(kept, "at")) ?? 0;
    const jwks = own(kept, "url") === url && at <= clock.now() ? fittingKeys(kept) : [];
    if (jwks.length) await take(jwks, at);
  };
  const load = async (force) => {
    if (!recalled) await recall();
    if (age() < early2 && !force) return;
    try {
      await take(await within({ clock, deadline: patience3 }, async (signal) => ask(url, fetch, signal)), clock.now());
      restAfterFailure = -Infinity;
      failing = false;
      void storage?.setItem(name, { url, at: loaded.at, keys: loaded.jwks }).catch(() => void 0);
    } catch (error) {
      restAfterFailure = clock.now() + (loaded ? cooldown : patience3);
      failing = true;
      log("error", "jwks.failed", { reason: reasonOf(error), kept: loaded !== void 0 });
    }
  };
  const refresh = async (force = false) => flight ??= load(force).finally(() => {
    flight = void 0;
  });
  const due = () => age() >= early2 && clock.now() >= restAfterFailure;
  return {
    usable: () => age() < stale,
    version() {
      if (due()) void refresh();
      return version;
    },
    async all() {
      const flying = due() ? refresh() : flight;
      if (age() >= fresh) await flying;
      if (loaded && age() < stale) return loaded.keys;
      throw new Refusal(503, "service", { retryAfter: Math.max(1, Math.ceil((restAfterFailure - clock.now()) / 1e3)) });
    },
    async renew(tried) {
      if (loaded && loaded.keys !== tried) return true;
      const asks = clock.now() >= restAfterMiss;
      if (asks) restAfterMiss = clock.now() + cooldown;
      await (asks ? refresh(true) : flight);
      if (failing) throw new Refusal(503, "service", { retryAfter: Math.max(1, Math.ceil((restAfterMiss - clock.now()) / 1e3)) });
      return loaded?.keys !== tried;
    }
  };
}

// src/server/tokens.ts
import { LRUCache as LRUCache3 } from "lru-cache";

// src/server/digest.ts
var { process: host } = globalThis;
var hash = host?.getBuiltinModule?.("node:crypto").hash;
async function inWebCrypto(text3) {
  const bytes2 = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text3)));
  return Array.from(bytes2, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
var sha256 = (text3) => hash ? hash("sha256", text3) : inWebCrypto(text3);

// src/server/verify.ts
import { errors, jwtVerify } from "jose";
var refused = ["crit", "b64", "jwk", "jku", "x5u", "x5c", "zip"];
var tolerance = 60;
var longestLife = 25 * 3600;
var mostKeys = 4;
var noToken = (cause) => new Refusal(401, cause instanceof errors.JWTExpired ? "token-expired" : "no-token", { cause });
function readKid2(jwt) {
  const header = parseJson(decode(jwt.slice(0, jwt.indexOf("."))) ?? new Uint8Array());
  const kid = own(header, "kid");
  const plain2 = own(header, "alg") === "RS256" && !refused.some((name) => own(header, name) !== void 0);
  if (!plain2 || kid !== void 0 && typeof kid !== "string") throw noToken("header");
  return kid;
}
var fitting = (keys, kid) => kid === void 0 ? keys.slice(0, mostKeys) : keys.filter((key) => key.kid === kid);
async function readSigned(jwt, keys, options) {
  for (const { key } of keys) {
    try {
      return (await jwtVerify(jwt, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw noToken(error);
    }
  }
  return void 0;
}
function mayBeGood(jwt, publisherId, now) {
  const claims = parseJson(decode(jwt.slice(jwt.indexOf(".") + 1, jwt.lastIndexOf("."))) ?? new Uint8Array());
  const exp = own(claims, "exp");
  return typeof exp === "number" && exp > now - tolerance && digits(own(claims, "publisherId") ?? own(claims, "broadcasterId")) === publisherId;
}
function readIdentity(claims, publisherId, now) {
  const customerId = digits(claims.customerId);
  const publishers = [claims.publisherId, claims.broadcasterId].filter((value) => value !== void 0);
  const ours = publishers.length > 0 && publishers.every((value) => digits(value) === publisherId);
  const expiresAt = claims.exp ?? Infinity;
  if (!customerId || !ours || expiresAt > now + longestLife) throw noToken("claims");
  return { customerId, expiresAt };
}
async function verifyToken(jwt, { keys, clock, publisherId, ...rules }) {
  const kid = readKid2(jwt);
  const { issuer, audience, typ } = rules;
  const options = {
    algorithms: ["RS256"],
    requiredClaims: ["exp"],
    clockTolerance: tolerance,
    currentDate: new Date(clock.now()),
    ...issuer && { issuer },
    ...audience && { audience },
    ...typ && { typ }
  };
  const tried = await keys.all();
  const known = fitting(tried, kid);
  const read4 = async () => readSigned(jwt, fitting(await keys.all(), kid), options);
  const renewed = async () => {
    if (!mayBeGood(jwt, publisherId, clock.now() / 1e3)) return void 0;
    const others = await keys.renew(tried).catch((error) => {
      if (kid !== void 0 && known.length) throw noToken(error);
      throw error;
    });
    return others ? read4() : void 0;
  };
  const claims = await readSigned(jwt, known, options) ?? await renewed();
  if (!claims) throw noToken("signature");
  return readIdentity(claims, publisherId, clock.now() / 1e3);
}

// src/server/tokens.ts
function createVerifier({ most: most3 = 1e4, ...rules }) {
  const { keys, clock } = rules;
  const known = new LRUCache3({ max: most3 });
  let version = -1;
  const recall = (hash2) => {
    if (keys.version() !== version) {
      version = keys.version();
      known.clear();
    }
    const identity = known.get(hash2);
    return identity && identity.expiresAt * 1e3 > clock.now() ? identity : void 0;
  };
  return async (jwt) => {
    const digest = sha256(jwt);
    const hash2 = typeof digest === "string" ? digest : await digest;
    const remembered = recall(hash2);
    if (remembered) return remembered;
    const before = version;
    const identity = await verifyToken(jwt, rules);
    if (keys.version() === before) known.set(hash2, identity);
    return identity;
  };
}

// src/server/failures.ts
import { LRUCache as LRUCache4 } from "lru-cache";
var shield = 1e3;
var memorable = 3e4;
function createFailures(clock) {
  const all = new LRUCache4({ max: 1e4 });
  let troubledUntil = 0;
  return {
    get(key, jwt) {
      const failure2 = all.get(key);
      if (!failure2 || clock.now() >= failure2.until) return void 0;
      return failure2.problem.code !== "unauthorized" || failure2.jwt === jwt ? failure2.problem : void 0;
    },
    set(key, jwt, problem) {
      all.set(key, { problem, jwt, until: clock.now() + shield });
      if (problem.code !== "unauthorized") troubledUntil = clock.now() + memorable;
    },
    recovered(key) {
      all.delete(key);
      troubledUntil = 0;
    },
    get troubled() {
      return clock.now() < troubledUntil;
    }
  };
}

// src/server/known.ts
var longestStand = 864e5;
var tolerance2 = 6e4;
var reasons = /* @__PURE__ */ new Set(
  ["not-entitled", "unknown-offer", "inactive-offer", "blocked-country", "too-many-devices"]
);
var standsAt = (known, now) => now - known.at <= longestStand && now - known.at >= -tolerance2;
var bareOffer = (offerId) => offerId.replace(/_[A-Z]{2}$/, "");
var newMark = () => `m${Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
var isMark = (value) => typeof value === "string" && /^m[0-9a-f]{16}$/.test(value);
var none = ["", "", ""];
var formatKnown = ({ granted, at, expiresAt, reason, marks = none }) => [granted ? "granted" : "denied", Math.round(at), expiresAt === null ? "-" : Math.trunc(expiresAt), reason ?? "-", marks.join(".")].join(" ");
var mark = "(m[0-9a-f]{16}|)";
var pattern = new RegExp(`^(granted|denied) (\\d{1,15}) (-?\\d{1,15}|-) ([a-z-]{1,20}) ${mark}[.]${mark}[.]${mark}$`);
function parseKnown(source) {
  const [, word, at, expiresAt, reason, ...marks] = typeof source === "string" && pattern.exec(source) || [];
  if (!word || reason !== "-" && !reasons.has(reason)) return null;
  return {
    granted: word === "granted",
    at: Number(at),
    expiresAt: expiresAt === "-" ? null : Number(expiresAt),
    reason: reason === "-" ? void 0 : reason,
    marks
  };
}

// src/server/question.ts
var patience4 = 1e4;
var read3 = (verdict, at) => {
  if (verdict.status === "unknown") return { problem: verdict.problem };
  if (verdict.status === "granted") return { granted: true, at, expiresAt: verdict.expiresAt, reason: void 0 };
  if (verdict.status === "abstain") return { granted: false, at, expiresAt: null, reason: "unknown-offer" };
  return { granted: false, at, expiresAt: verdict.expiresAt ?? null, reason: verdict.reason };
};
function createQuestion(source, clock, metrics, onProblem) {
  return async ({ customerId, jwt, address: address2 }, offerId) => {
    const at = clock.now();
    const verdict = await within({ clock, deadline: patience4 }, async (signal) => source.check({ customerId, jwt, ...address2 && { address: address2 } }, offerId, { signal })).catch(() => ({ source: source.name, status: "unknown", problem: { code: "timeout" } }));
    metrics?.count("answers", { source: verdict.source, verdict: verdict.status });
    metrics?.time("source", (clock.now() - at) / 1e3, { source: verdict.source });
    if (verdict.status === "unknown" && verdict.problem.code !== "unauthorized") onProblem?.(verdict.source, verdict.problem);
    return read3(verdict, at);
  };
}

// src/server/reconcile.ts
var counts = (own3, marks) => marks.every((mark2, at) => !mark2 || own3?.[at] === mark2);
function reconcile(held, { known, marks }, now) {
  const own3 = held && (!held.granted && !held.marks || counts(held.marks, marks)) && standsAt(held, now) ? held : void 0;
  const theirs = known && counts(known.marks, marks) ? known : void 0;
  if (own3 && !own3.saved && own3.at >= (theirs?.at ?? 0)) return { known: { ...own3, marks }, saved: false, trusted: true };
  if (theirs) return { known: theirs, saved: true, trusted: true };
  return own3 && { known: { ...own3, marks }, saved: false, trusted: false };
}

// src/server/flights.ts
var longestFlight = 12e3;
var day3 = 86400;
function createFlights({ source, clock, memory, shared, maxAge = 300, denialAge = 8, metrics, onProblem }) {
  const question = createQuestion(source, clock, metrics, onProblem);
  const failures = createFailures(clock);
  const flights = /* @__PURE__ */ new Map();
  const hold = (flight, known, more) => {
    const { trusted = true, saved, era } = more;
    const freshUntil = trusted ? known.at + 1e3 * (known.granted ? Math.min(maxAge, day3) : denialAge) : 0;
    const { granted, at, expiresAt, reason, marks } = known;
    const held = { granted, at, expiresAt, reason, marks, saved, era, freshUntil };
    if (!flight.void) memory.set(flight.customerId, flight.offerId, held);
    return held;
  };
  async function recall(flight) {
    const { customerId, offerId } = flight;
    const era = shared?.era ?? 0;
    const stored = await shared?.load(customerId, offerId);
    if (!shared || !stored) return void 0;
    const found = reconcile(memory.get(customerId, offerId), stored, clock.now());
    if (!found) return memory.drop(customerId, offerId), { held: void 0, marks: stored.marks };
    const { known, trusted } = found;
    const worth = known.granted || Boolean(stored.known?.granted);
    const saved = found.saved || worth && !flight.void && await shared.save(customerId, offerId, known);
    return { held: hold(flight, known, { saved, era, trusted }), marks: stored.marks };
  }
  const standIn2 = (customerId, offerId, problem) => {
    const held = memory.get(customerId, offerId);
    const may = held?.granted && standsAt(held, clock.now()) && problem.code !== "unauthorized" && problem.code !== "malformed";
    metrics?.count("verdicts", { from: may ? "stale" : "failure", verdict: may ? "granted" : "unknown" });
    return may ? { known: held, problem } : { problem };
  };
  async function remember(flight, known, era) {
    const { customerId, offerId } = flight;
    const worth = known.granted || Boolean(memory.get(customerId, offerId)?.granted);
    hold(flight, known, { saved: !shared, era });
    if (!shared || !known.marks || !worth || flight.void) return;
    if (await shared.save(customerId, offerId, known)) hold(flight, known, { saved: true, era });
  }
  async function fly(flight, caller, key) {
    const { customerId, offerId } = flight;
    const recalled = await recall(flight);
    if (recalled?.held && !flight.fresh && clock.now() < recalled.held.freshUntil) return { known: recalled.held };
    const era = shared?.era ?? 0;
    const since = clock.now();
    const answer2 = await question(caller, offerId);
    flight.asked = clock.now() - since;
    if ("problem" in answer2) {
      failures.set(key, caller.jwt, answer2.problem);
      return standIn2(customerId, offerId, answer2.problem);
    }
    failures.recovered(key);
    metrics?.count("verdicts", { from: "source", verdict: answer2.granted ? "granted" : "denied" });
    const known = { ...answer2, marks: recalled?.marks ?? memory.get(customerId, offerId)?.marks };
    await remember(flight, known, era);
    return { known };
  }
  const depart = (caller, offerId, key, fresh2) => {
    const { customerId, jwt } = caller;
    const older = flights.get(key);
    if (older) older.void = true;
    const flight = { customerId, offerId, jwt, fresh: fresh2, since: clock.now(), void: false };
    const outcome = fly(flight, caller, key).finally(() => {
      if (flights.get(key) === flying) flights.delete(key);
    });
    const flying = Object.assign(flight, { outcome });
    flights.set(key, flying);
    return flying;
  };
  async function join(caller, offerId, fresh2, signal) {
    const { customerId, jwt } = caller;
    const key = `${customerId} ${offerId}`;
    const since = clock.now();
    const held = fresh2 ? void 0 : memory.get(customerId, offerId);
    if (held && held.era === (shared?.era ?? 0) && clock.now() < held.freshUntil) return { known: held };
    const failure2 = fresh2 ? void 0 : failures.get(key, jwt);
    if (failure2) return standIn2(customerId, offerId, failure2);
    const other = flights.get(key);
    const joins = other && (other.fresh || !fresh2) && clock.now() - other.since < longestFlight;
    const flight = joins ? other : depart(caller, offerId, key, fresh2);
    const outcome = await within({ clock, deadline: longestFlight, signal }, async () => flight.outcome).catch((error) => {
      if (error instanceof MediaStoreError) return standIn2(customerId, offerId, { code: "timeout" });
      throw error;
    });
    const { asked = 0 } = flight;
    if (asked) caller.timing?.add("upstream", asked);
    caller.timing?.add("cache", Math.max(clock.now() - since - asked, 0));
    const refused2 = outcome.problem?.code === "unauthorized" && flight.jwt !== jwt;
    return refused2 ? join(caller, offerId, fresh2, signal) : outcome;
  }
  return {
    async settle(caller, offerIds, fresh2, signal) {
      const all = offerIds.map(async (offerId) => [offerId, await join(caller, offerId, fresh2, signal)]);
      const granted = all.map(async (one) => {
        const settled = await one;
        return settled[1].known?.granted && !settled[1].problem ? [settled] : Promise.reject(new Error("no grant"));
      });
      return Promise.any(granted).catch(async () => Promise.all(all));
    },
    void({ customerId, offerId }) {
      for (const [key, flight] of flights) {
        if (customerId !== void 0 && flight.customerId !== customerId) continue;
        if (offerId !== void 0 && bareOffer(flight.offerId) !== bareOffer(offerId)) continue;
        flight.void = true;
        flights.delete(key);
      }
    },
    get troubled() {
      return failures.troubled;
    }
  };
}

// src/server/memory.ts
import { LRUCache as LRUCache5 } from "lru-cache";
var keyOf = (customerId, offerId) => `${customerId} ${offerId}`;
function createMemory(max) {
  const offers = /* @__PURE__ */ new Map();
  const unlist = (key) => {
    const [customerId, offerId] = key.split(" ");
    const own3 = offers.get(customerId);
    own3?.delete(offerId);
    if (!own3?.size) offers.delete(customerId);
  };
  const cache = new LRUCache5({
    max,
    dispose: (_, key, reason) => {
      if (reason !== "set") unlist(key);
    }
  });
  return {
    get: (customerId, offerId) => cache.get(keyOf(customerId, offerId)),
    set(customerId, offerId, held) {
      cache.set(keyOf(customerId, offerId), held);
      const own3 = offers.get(customerId);
      if (own3) own3.add(offerId);
      else offers.set(customerId, /* @__PURE__ */ new Set([offerId]));
    },
    forget({ customerId, offerId }) {
      if (customerId === void 0 && offerId === void 0) return;
      const bare = offerId === void 0 ? void 0 : bareOffer(offerId);
      for (const one of customerId === void 0 ? [...offers.keys()] : [customerId]) {
        for (const other of [...offers.get(one) ?? []]) if (bare === void 0 || bareOffer(other) === bare) cache.delete(keyOf(one, other));
      }
    },
    drop: (customerId, offerId) => void cache.delete(keyOf(customerId, offerId)),
    get size() {
      return cache.size;
    }
  };
}

// src/server/shared.ts
var day4 = 86400;
var confirmEvery = 800;
var retryAfter = 1e3;
var slowestShow = 6e4;
function createShared(store, clock, prefix) {
  const changes = `${prefix}:changes`;
  const verdictKey = (customerId, offerId) => `${prefix}:${customerId}:${offerId}`;
  const markKeys = (customerId, offerId) => {
    const offer = bareOffer(offerId);
    return [`${prefix}:customer:${customerId}`, `${prefix}:offer:${offer}`, `${prefix}:both:${customerId}:${offer}`];
  };
  const pending = /* @__PURE__ */ new Map();
  let era = 0;
  let seen;
  let confirmedAt = -Infinity;
  let plantedAt = -Infinity;
  let confirming;
  let cancel;
  let closed = false;
  let away = false;
  const missed = () => {
    away = true;
  };
  const retry = () => {
    if (closed || cancel) return;
    cancel = clock.after(retryAfter, () => {
      cancel = void 0;
      void look();
    });
  };
  async function flush() {
    const marks = [...pending];
    const written = await Promise.all(marks.map(async ([key, mark2]) => store.write(key, mark2, 2 * day4)));
    const announced = written.every(Boolean) && await store.write(changes, newMark(), 2 * day4);
    if (!announced) retry();
    else for (const [key, mark2] of marks) if (pending.get(key) === mark2) pending.delete(key);
    return announced;
  }
  async function compare(value) {
    if (isMark(value)) {
      if (value !== seen) era++;
      seen = value;
    } else if (clock.now() - plantedAt >= slowestShow) {
      plantedAt = clock.now();
      era++;
      seen = newMark();
      await store.write(changes, seen, 2 * day4);
    }
  }
  async function confirmNow() {
    confirmedAt = clock.now();
    const found = await store.read([changes]);
    if (!found) return missed(), retry();
    if (away) era++;
    away = false;
    await compare(found.get(changes));
    if (pending.size) await flush();
  }
  const look = async () => confirming ??= confirmNow().finally(() => {
    confirming = void 0;
  });
  const readMark = (found, key) => {
    const value = found.get(key) ?? "";
    if (value !== "" && !isMark(value)) {
      pending.set(key, newMark());
      retry();
    }
    return pending.get(key) ?? value;
  };
  return {
    confirm() {
      if (clock.now() - confirmedAt < confirmEvery) return confirming;
      return look();
    },
    async load(customerId, offerId) {
      const key = verdictKey(customerId, offerId);
      const marks = markKeys(customerId, offerId);
      const early3 = marks.map((one) => pending.get(one));
      const found = await store.read([key, ...marks]);
      if (!found) return missed(), retry(), void 0;
      const mark2 = (at) => early3[at] ?? readMark(found, marks[at]);
      const value = found.get(key) ?? null;
      const parsed = parseKnown(value);
      const known = parsed && standsAt(parsed, clock.now()) ? parsed : null;
      if (value !== null && !known) await store.remove(key);
      return { known, marks: [mark2(0), mark2(1), mark2(2)] };
    },
    save: async (customerId, offerId, known) => store.write(verdictKey(customerId, offerId), formatKnown(known), day4),
    async forget({ customerId, offerId }) {
      const [customer, offer, both] = markKeys(customerId ?? "", offerId ?? "");
      if (customerId === void 0 && offerId === void 0) return true;
      pending.set(customerId === void 0 ? offer : offerId === void 0 ? customer : both, newMark());
      return flush();
    },
    get era() {
      return era;
    },
    get troubled() {
      return store.failing || pending.size > 0;
    },
    close() {
      closed = true;
      cancel?.();
    }
  };
}

// src/server/store.ts
var patience5 = 150;
function createStore(storage, clock, onFailure = () => void 0) {
  const breaker = createBreaker(clock, { after: 3, first: 500, longest: 5e3 });
  let failing = false;
  const attempt = async (run) => {
    if (!breaker.admits()) return void 0;
    try {
      const value = await within({ clock, deadline: patience5 }, run);
      breaker.succeeded();
      failing = false;
      return { value };
    } catch (error) {
      breaker.failed();
      failing = true;
      onFailure(error);
      return void 0;
    }
  };
  return {
    async read(keys) {
      const found = await attempt(async () => storage.getItems([...keys]));
      return found && new Map(found.value.map(({ key, value }) => [key, value]));
    },
    write: async (key, value, ttl) => Boolean(await attempt(async () => storage.setItem(key, value, { ttl }))),
    remove: async (key) => Boolean(await attempt(async () => storage.removeItem(key))),
    get failing() {
      return failing;
    }
  };
}

// src/server/verdicts.ts
var soon2 = 2;
var seconds = (ms) => Math.min(Math.max(Math.floor(ms / 1e3), 0), longestStand / 1e3);
function weigh(outcomes, now) {
  const find2 = (fits2) => outcomes.find(([, outcome]) => fits2(outcome));
  const granted = find2(({ known: known2, problem: problem2 }) => Boolean(known2?.granted) && !problem2);
  if (!granted && find2(({ problem: problem2 }) => problem2?.code === "unauthorized")) throw new Refusal(401, "token-expired");
  const open = granted ?? find2(({ known: known2 }) => Boolean(known2?.granted));
  const problem = find2(({ known: known2 }) => !known2)?.[1].problem;
  const [offerId, { known }] = open ?? (find2(({ known: known2 }) => known2?.reason === "not-entitled") ?? outcomes[0]);
  if (open && known) return { offerId, accessGranted: true, expiresAt: known.expiresAt, age: seconds(now - known.at) };
  if (problem) return { offerId: outcomes[0][0], accessGranted: void 0, expiresAt: null, age: 0, code: "service", retryAfter: problem.retryAfter ?? soon2 };
  return { offerId: outcomes[0][0], accessGranted: false, expiresAt: known?.expiresAt ?? null, age: seconds(now - (known?.at ?? now)), code: known?.reason };
}
function createVerdicts(options) {
  const { environment, publisherId, clock, cache, size: size2 = 5e4, metrics, onCacheFailure } = options;
  const memory = createMemory(size2);
  const shared = cache && createShared(createStore(cache, clock, (error) => {
    metrics?.count("cache_failures", {});
    onCacheFailure?.(error);
  }), clock, `cleeng-gate:v1:${environment}:${publisherId}`);
  const flights = createFlights({ ...options, memory, shared });
  const glance = (customerId, offerIds, now) => {
    const era = shared?.era ?? 0;
    const denials = [];
    for (const offerId of offerIds) {
      const held = memory.get(customerId, offerId);
      if (!held || held.era !== era || now >= held.freshUntil) continue;
      if (held.granted) return [[offerId, held]];
      denials.push([offerId, held]);
    }
    return denials.length === offerIds.length ? denials : void 0;
  };
  return {
    async find(caller, offerIds, fresh2 = false, reader) {
      const since = clock.now();
      const confirming = shared?.confirm();
      if (confirming) await confirming;
      const now = clock.now();
      const warm = fresh2 ? void 0 : glance(caller.customerId, offerIds, now);
      if (warm) {
        metrics?.count("verdicts", { from: "memory", verdict: warm[0][1].granted ? "granted" : "denied" });
        caller.timing?.add("cache", now - since);
        return weigh(warm.map(([offerId, known]) => [offerId, { known }]), now);
      }
      const outcomes = await flights.settle(caller, offerIds, fresh2, reader?.signal);
      return weigh(outcomes, clock.now());
    },
    async invalidate(what) {
      metrics?.count("invalidations", {});
      memory.forget(what);
      flights.void(what);
      return shared?.forget(what) ?? true;
    },
    troubles: () => [...flights.troubled ? ["upstream"] : [], ...shared?.troubled ? ["cache"] : []],
    close: async () => Promise.resolve(shared?.close())
  };
}

// src/server/services.ts
function sourceOf({ sources, combine: strategy, apiBase: base, fetch, clock }) {
  const [first = mediaStoreSource({ base, fetch, clock }), ...more] = sources ?? [];
  return more.length ? combine([first, ...more], strategy) : first;
}
function createServices(settings) {
  const { clock, fetch, log, storage, environment, publisherId, issuer, audience, typ, metrics, maxAge, crawlers, cookie: cookies } = settings;
  const keys = createKeys({ url: settings.jwksUrl, fetch, clock, storage, name: `jwks:${environment}`, log });
  const sparingly = createSparingLog(log, clock);
  const verdicts = createVerdicts({
    environment,
    publisherId,
    clock,
    cache: storage,
    maxAge,
    metrics,
    source: withCapacity(sourceOf(settings), settings.limits.upstream),
    onProblem: (source, { code, status }) => {
      sparingly("warn", "source.failed", { source, code, status });
    },
    onCacheFailure: (error) => {
      sparingly("warn", "cache.failed", { error: error instanceof Error ? error.name : typeof error });
    }
  });
  return {
    keys,
    verdicts,
    clock,
    cookies,
    crawlers,
    onCrawler: (engine) => {
      metrics?.count("crawlers", { engine });
      log("info", "crawler.released", { engine });
    },
    verify: createVerifier({ keys, clock, publisherId, issuer, audience, typ }),
    limits: createLimits(settings.limits, { clock, cache: storage, metrics })
  };
}

// src/server/guard.ts
function warn({ issuer, audience, typ, webhook, log }) {
  const unset = Object.entries({ issuer, audience, typ }).filter(([, value]) => value === void 0).map(([name]) => name);
  if (unset.length) log("warn", "token.unpinned", { unset });
  const short = webhook?.secrets.filter((secret2) => new TextEncoder().encode(secret2).length < 32).length;
  if (short) log("warn", "webhook.short-secret", { secrets: short, recommended: "32 bytes" });
}
function demandWebRequest({ url, headers }) {
  if (URL.canParse(url) && typeof headers.get === "function") return;
  throw new TypeError("decide() takes a web Request; from Express or node:http make one with toWebRequest() of cleeng-gate/server/node");
}
function createGuard(options) {
  const settings = readOptions(options);
  const services = createServices(settings);
  const { assets, trustProxy } = settings;
  const { verdicts } = services;
  warn(settings);
  const reply = createHandler(settings, createRoutes(settings, services), services);
  return Object.assign(async (request, connection) => toResponse(await reply(request, connection)), {
    reply,
    async decide(request, about, connection = {}) {
      demandWebRequest(request);
      const offers = typeof about === "string" ? assets.offersOf(about) ?? [] : about.offers;
      if (!Array.isArray(offers)) throw new TypeError('decide() takes the name of an asset, or { offers: ["S123456789_US"] }');
      return decide(createAsk(placeOf(request, connection, trustProxy), services), verdicts, offers);
    },
    close: async () => verdicts.close()
  });
}

// src/server/node-request.ts
import { Readable } from "node:stream";

// src/server/stand-in.ts
function standIn(light, web, whole) {
  const { prototype } = light;
  Object.setPrototypeOf(prototype, web.prototype);
  for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(web.prototype))) {
    if (Object.hasOwn(prototype, name)) continue;
    const member = value;
    if (get) Object.defineProperty(prototype, name, { get() {
      return get.call(whole(this));
    } });
    else if (typeof member === "function") Object.defineProperty(prototype, name, { value(...args) {
      return member.apply(whole(this), args);
    } });
  }
}

// src/server/node-headers.ts
function headersOf(raw2) {
  const headers = new Headers();
  const cookies = [];
  for (let at = 0; at + 1 < raw2.length; at += 2) {
    const [name, value] = [raw2[at], raw2[at + 1]];
    if (name.toLowerCase() === "cookie") cookies.push(value);
    else if (!name.startsWith(":")) headers.append(name, value);
  }
  if (cookies.length) headers.set("cookie", cookies.join("; "));
  return headers;
}
function find(raw2, name) {
  let found = null;
  const wanted = name.toLowerCase();
  for (let at = 0; at + 1 < raw2.length; at += 2) {
    const own3 = raw2[at];
    if (own3.length !== wanted.length || own3 !== wanted && own3.toLowerCase() !== wanted) continue;
    found = found === null ? raw2[at + 1] : `${found}${wanted === "cookie" ? "; " : ", "}${raw2[at + 1]}`;
  }
  return found;
}
var NodeHeaders = class _NodeHeaders {
  #raw;
  #whole;
  constructor({ rawHeaders }) {
    this.#raw = rawHeaders;
  }
  get(name) {
    return this.#whole ? this.#whole.get(name) : find(this.#raw, name);
  }
  has(name) {
    return this.get(name) !== null;
  }
  [Symbol.iterator]() {
    return _NodeHeaders.whole(this)[Symbol.iterator]();
  }
  static whole(headers) {
    return headers.#whole ??= headersOf(headers.#raw);
  }
};
standIn(NodeHeaders, Headers, NodeHeaders.whole);
var toHeaders2 = (incoming) => new NodeHeaders(incoming);

// src/server/node-request.ts
function targetOf({ originalUrl, url = "" }) {
  const target = originalUrl ?? url;
  if (target.startsWith("/")) return target;
  const { protocol, pathname, search } = new URL(target);
  if (!/^https?:$/.test(protocol)) throw new TypeError("no target");
  return pathname + search;
}
function originOf({ headers, socket }) {
  const { host: host2 = "localhost" } = headers;
  const origin = new URL(`${socket.encrypted ? "https" : "http"}://${host2}`);
  if (origin.pathname !== "/" || origin.search || origin.hash || origin.username || origin.password || /[/\\?#@\s]/.test(host2)) throw new TypeError("no host");
  return origin.origin;
}
var plain = /^(?:\/[\w-][\w.-]*)*\/?(?:\?[\w=&,.-]*)?$/;
function addressOf(incoming) {
  const [origin, target] = [originOf(incoming), targetOf(incoming)];
  return plain.test(target) ? origin + target : new URL(origin + target).href;
}
var isBytes2 = (value) => value instanceof Uint8Array;
var BodyWasRead = class extends Error {
  constructor() {
    super(...arguments);
    this.message = "A body parser has read the request before the guard. Mount the guard in front of it, or let it keep the bytes as request.rawBody.";
  }
};
var keptBody = ({ rawBody, body: body2 }) => [rawBody, body2].find(isBytes2);
function hasBody({ method: method2, headers }) {
  if (method2 === "GET" || method2 === "HEAD") return false;
  return headers["transfer-encoding"] !== void 0 || (headers["content-length"] ?? "0") !== "0";
}
function bodyOf(incoming) {
  const kept = keptBody(incoming);
  if (incoming.method === "GET" || incoming.method === "HEAD") return {};
  if (kept) return { body: new Uint8Array(kept) };
  return hasBody(incoming) ? { body: Readable.toWeb(incoming), duplex: "half" } : {};
}
function departure(outgoing) {
  const left = new AbortController();
  const leave = () => {
    if (!outgoing.writableFinished) left.abort();
  };
  if (outgoing.destroyed) leave();
  else outgoing.once("close", leave);
  return left.signal;
}
var forbidden2 = /* @__PURE__ */ new Set(["CONNECT", "TRACE", "TRACK"]);
var NodeRequest = class {
  #incoming;
  #outgoing;
  #method;
  #url;
  #headers;
  #signal;
  #whole;
  constructor(incoming, outgoing) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#method = incoming.method ?? "GET";
    this.#url = addressOf(incoming);
    if (forbidden2.has(this.#method)) throw new TypeError("no method");
    if (hasBody(incoming) && incoming.readableDidRead && !keptBody(incoming)) throw new BodyWasRead();
  }
  get method() {
    return this.#method;
  }
  get url() {
    return this.#url;
  }
  get headers() {
    return this.#headers ??= toHeaders2(this.#incoming);
  }
  get signal() {
    return this.#signal ??= departure(this.#outgoing);
  }
  static whole(request) {
    const { url, method: method2, headers, signal } = request;
    return request.#whole ??= new Request(url, { method: method2, headers: [...headers], signal, ...bodyOf(request.#incoming) });
  }
};
standIn(NodeRequest, Request, NodeRequest.whole);
var toRequest = (incoming, outgoing) => new NodeRequest(incoming, outgoing);

// src/server/node-response.ts
import { once } from "node:events";
var turn = async () => new Promise((resolve) => {
  setImmediate(resolve, void 0);
});
async function drained(outgoing) {
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(outgoing, "drain", { signal }), once(outgoing, "close", { signal })]).catch(() => void 0);
  done.abort();
}
async function pump(reader, outgoing) {
  let piece = await reader.read();
  while (!piece.done) {
    const next = reader.read();
    next.catch(() => void 0);
    const soon3 = outgoing.headersSent ? void 0 : await Promise.race([next, turn()]);
    if (soon3?.done) return void outgoing.end(piece.value);
    if (!outgoing.write(piece.value)) await drained(outgoing);
    if (outgoing.destroyed) {
      await reader.cancel();
      return;
    }
    piece = await next;
  }
  outgoing.end();
}
function sendWhole({ status, headers }, body2, outgoing) {
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body2) });
  outgoing.end(body2);
}
function setHead({ status, headers }, outgoing) {
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
}
async function sendStream(body2, outgoing) {
  const reader = body2.getReader();
  const stop = () => {
    reader.cancel().catch(() => void 0);
  };
  outgoing.once("close", stop);
  try {
    await pump(reader, outgoing);
  } catch {
    outgoing.destroy();
  }
}
async function sendReply(reply, outgoing, head) {
  const { body: body2 } = reply;
  const streams = body2 instanceof ReadableStream;
  if (body2 !== null && !streams && !head) return sendWhole(reply, body2, outgoing);
  setHead(reply, outgoing);
  if (streams && !head && !outgoing.destroyed) return sendStream(body2, outgoing);
  if (streams) await body2.cancel();
  outgoing.end();
}
var sendResponse = async ({ status, headers, body: body2 }, outgoing, head) => sendReply({ status, headers: fromHeaders(headers), body: body2 }, outgoing, head);

// src/server/listener.ts
async function handle(handler, incoming, outgoing) {
  let request;
  try {
    request = toRequest(incoming, outgoing);
  } catch (error) {
    if (error instanceof BodyWasRead) throw error;
    return sendReply({ status: 400, headers: {}, body: null }, outgoing, false);
  }
  const connection = { address: incoming.socket.remoteAddress };
  const head = request.method === "HEAD";
  if (handler.reply) return sendReply(await handler.reply(request, connection), outgoing, head);
  return sendResponse(await handler(request, connection), outgoing, head);
}
var toNodeListener = (handler) => (incoming, outgoing, next) => {
  handle(handler, incoming, outgoing).catch((error) => {
    if (next && !outgoing.headersSent) return next(error);
    if (!next) console.error(error instanceof BodyWasRead ? error.message : "The handler failed.");
    if (outgoing.headersSent) return void outgoing.destroy();
    outgoing.statusCode = 500;
    outgoing.end();
  });
};

// .scratch/server.ts
var answer = { responseData: { accessGranted: true, expiresAt: null }, errors: [] };
var constant = () => Response.json(answer, { headers: { "cache-control": "private, no-store" } });
var body = JSON.stringify(answer);
var raw = (res) => {
  res.writeHead(200, { "content-type": "application/json", "cache-control": "private, no-store", "content-length": body.length });
  res.end(body);
};
var service = (jwks) => async (address2) => {
  if (address2.endsWith("/jwks.json")) return Response.json(jwks);
  return Response.json(answer);
};
var make = {
  raw: () => (req, res) => raw(res),
  rawjose: (jwks) => {
    const keys = createLocalJWKSet(jwks);
    return (req, res) => {
      jwtVerify2(req.headers.authorization.slice(7), keys, { algorithms: ["RS256"] }).then(() => raw(res));
    };
  },
  bare: () => toNodeListener(async () => constant()),
  jose: (jwks) => {
    const keys = createLocalJWKSet(jwks);
    return toNodeListener(async (request) => {
      await jwtVerify2(request.headers.get("authorization").slice(7), keys, { algorithms: ["RS256"] });
      return constant();
    });
  },
  guard: (jwks) => toNodeListener(createGuard({ environment: "sandbox", publisherId: "123456789", assets: {}, log: () => void 0, limits: { entitlements: 1e9 }, apiBase: "http://mediastore.test", jwksUrl: "http://mediastore.test/jwks.json", fetch: service(jwks) }))
};
process.once("message", ({ variant, jwks }) => {
  const server = createServer(make[variant](jwks)).listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
  process.on("message", (m) => {
    if (m === "exit") process.exit(0);
    const { user, system } = process.cpuUsage();
    process.send({ cpu: (user + system) / 1e6 });
  });
});
