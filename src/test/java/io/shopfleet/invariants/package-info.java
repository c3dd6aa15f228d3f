/**
 * The invariants of the design, checked from SQL and from the journals of clients. Reused by every test that disturbs a
 * fleet.
 */
@NullMarked
package io.shopfleet.invariants;

import org.jspecify.annotations.NullMarked;
