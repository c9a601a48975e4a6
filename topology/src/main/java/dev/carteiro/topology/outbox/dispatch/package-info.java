// SPDX-License-Identifier: Apache-2.0
/**
 * What leaves when: {@link dev.carteiro.topology.outbox.dispatch.InstanceDispatcher} chooses the
 * next job of an instance, {@link dev.carteiro.topology.outbox.dispatch.JobStateMachine} makes the
 * moves of jobs with all that follows from them.
 */
package dev.carteiro.topology.outbox.dispatch;
