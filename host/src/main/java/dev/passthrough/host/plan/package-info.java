/**
 * What to change on a host so that it is as a spec asks: a pure function of the spec, a snapshot
 * and what the ledger knows. Nothing here reads or writes anything; a plan can be shown, compared
 * by its hash and carried out elsewhere.
 */
@NullMarked
package dev.passthrough.host.plan;

import org.jspecify.annotations.NullMarked;
