/** What the shop promises, through its public HTTP API, on real infrastructure. */
@NullMarked
package io.shopfleet.acceptance;

import org.jspecify.annotations.NullMarked;
