// SPDX-License-Identifier: Apache-2.0
/** What is stored of jobs, batches and schedules, and every move that a job can make. */
package dev.carteiro.topology.outbox.job;
