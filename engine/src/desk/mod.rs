//! What happens to a message (受理台)? Commands in, durable events and answers out; deterministic, so that a year of faults
//! can be simulated from a seed.
