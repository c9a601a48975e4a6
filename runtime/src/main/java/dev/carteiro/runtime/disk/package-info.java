// SPDX-License-Identifier: Apache-2.0
/** Watching the free space of a disk, so that a process ends in order before the disk is full. */
package dev.carteiro.runtime.disk;
