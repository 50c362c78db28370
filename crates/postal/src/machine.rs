//! The machine of statuses: which step may follow, who may take it, with which reason, and what it is for the roll.
//!
//! There is one table. From it come [`State::after`], which the stored form obeys, and the methods of [`Case`], in which a
//! step that is not in the table does not compile:
//!
//! ```compile_fail
//! use tabella_postal::{Act, Case, Facts, at};
//! fn approve_unseen(case: Case<at::Submitted>, act: &Act, facts: &Facts) {
//!     let _ = case.approve(act, facts);
//! }
//! ```
//!
//! ```
//! use tabella_postal::{Act, Case, Facts, StepRefusal, at};
//! fn look_and_approve(
//!     case: Case<at::Submitted>,
//!     act: &Act,
//!     facts: &Facts,
//! ) -> Result<Case<at::Approved>, StepRefusal> {
//!     case.take_up(act, facts)?.approve(act, facts)
//! }
//! ```

mod act;
mod reason;
mod table;

use std::marker::PhantomData;

pub use act::{Act, Actor, Facts, Move, Official, StepRefusal};
pub use reason::Reason;
pub use table::{State, Status, Step, at};

/// A request whose status is a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case<S> {
    moves: Vec<Move>,
    status: PhantomData<S>,
}

/// A request that stands elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the request is {found:?}, not {expected:?}")]
pub struct OtherState {
    /// Where it was thought to be.
    pub expected: State,
    /// Where it is.
    pub found: State,
}

impl<S: Status> Case<S> {
    /// A request that was found in a state.
    ///
    /// # Errors
    /// [`OtherState`].
    pub fn found(found: State) -> Result<Self, OtherState> {
        let expected = S::STATE;
        if found == expected {
            Ok(Self { moves: Vec::new(), status: PhantomData })
        } else {
            Err(OtherState { expected, found })
        }
    }

    /// Where it is.
    pub fn state(&self) -> State {
        S::STATE
    }

    /// What was done since it was found, to be written down.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    fn go<To: Status>(mut self, step: Step, act: &Act, facts: &Facts) -> Result<Case<To>, StepRefusal> {
        self.moves.push(S::STATE.step(step, act, facts)?);
        Ok(Case { moves: self.moves, status: PhantomData })
    }
}

impl State {
    /// Takes a step. This is the stored form's only way to another state.
    ///
    /// # Errors
    /// [`StepRefusal`]; nothing follows then.
    pub fn step(self, step: Step, act: &Act, facts: &Facts) -> Result<Move, StepRefusal> {
        let to = self.after(step).ok_or(StepRefusal::Illegal { state: self, step })?;
        act.check(self, step, facts)?;
        Ok(Move {
            from: self,
            step,
            to,
            actor: act.actor,
            second: act.second,
            reason: act.reason,
            at: act.at,
        })
    }
}

#[cfg(test)]
mod tests;
