export { type Client, type ClientOptions, createClient, type RequestOptions } from './client.ts';
export { graphql, type Operation, type TypedDocument, toOperation } from './document.ts';
export { type Answer, type AnswerError, type Code, GatewayError, NoAnswerError } from './errors.ts';
export { newIdempotencyKey, sendOnce } from './send-once.ts';
export { type EventIn, type SubscribeOptions, subscribe } from './subscribe.ts';
export { type NodeIn, type Walk, type WalkOptions, walk } from './walk.ts';
