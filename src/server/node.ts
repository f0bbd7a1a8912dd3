export { searchEngines, verifiedCrawler, type CrawlerOptions, type Engine, type NameResolver } from './crawler.js';
export { folder, type FolderOptions } from './folder.js';
export { toFastify, toNodeListener, type Handler, type Listener } from './listener.js';
export { metricsHandler, prometheusMetrics, type PrometheusMetrics } from './prometheus.js';
export { serve, type ServeOptions, type Serving } from './serve.js';
export { toWebRequest } from './node-request.js';
