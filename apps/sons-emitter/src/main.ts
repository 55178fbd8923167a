import 'reflect-metadata';
import { startEmitter } from '#libs/emission';

await startEmitter('sons');
