//! The table of states and steps.

use tabella_roll::PostalStage;

use super::{Act, Case, Facts, StepRefusal};

/// A state as a type. The states are [`at`].
pub trait Status: sealed::Sealed {
    /// The same as a value.
    const STATE: State;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! machine {
    (
        states { $($(#[$state_doc:meta])* $State:ident $state_word:literal $stage:expr;)* }
        steps { $(#[doc = $step_doc:literal] $Step:ident $method:ident $step_word:literal: $($From:ident)|+ => $To:ident;)* }
    ) => {
        /// Where a request is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum State {
            $($(#[$state_doc])* $State,)*
        }

        impl State {
            /// All of them, in the order of a request's life.
            pub const ALL: &[Self] = &[$(Self::$State),*];

            /// The word in the database and under which translations stand.
            pub fn name(self) -> &'static str {
                match self { $(Self::$State => $state_word,)* }
            }

            /// The state with this word.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($state_word => Some(Self::$State),)* _ => None }
            }

            /// How far the vote by post is on the roll; none before it began and after it ended.
            pub fn stage(self) -> Option<PostalStage> {
                match self { $(Self::$State => $stage,)* }
            }

            /// Where a step leads from here; none if it is not lawful.
            pub fn after(self, step: Step) -> Option<Self> {
                match step {
                    $(Step::$Step => matches!(self, $(Self::$From)|+).then_some(Self::$To),)*
                }
            }
        }

        /// What happens to a request.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Step {
            $(#[doc = $step_doc] $Step,)*
        }

        impl Step {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$Step),*];

            /// The word in the database and under which translations stand.
            pub fn name(self) -> &'static str {
                match self { $(Self::$Step => $step_word,)* }
            }

            /// The step with this word.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($step_word => Some(Self::$Step),)* _ => None }
            }
        }

        /// The states as types.
        pub mod at {
            $(
                $(#[$state_doc])*
                #[derive(Clone, Copy, Debug, PartialEq, Eq)]
                pub enum $State {}

                impl super::sealed::Sealed for $State {}

                impl super::Status for $State {
                    const STATE: super::State = super::State::$State;
                }
            )*
        }

        $($(
            impl Case<at::$From> {
                #[doc = $step_doc]
                ///
                /// # Errors
                /// [`StepRefusal`], but never for the step itself.
                pub fn $method(self, act: &Act, facts: &Facts) -> Result<Case<at::$To>, StepRefusal> {
                    self.go(Step::$Step, act, facts)
                }
            }
        )+)*
    };
}

machine! {
    states {
        /// Being typed. Not sent: nobody in the office reads it.
        Draft "draft" None;
        /// Signed and sent.
        Submitted "submitted" Some(PostalStage::Requested);
        /// An official looks at it.
        UnderReview "under-review" Some(PostalStage::Requested);
        /// The person was asked for something.
        MoreInfoNeeded "more-info-needed" Some(PostalStage::Requested);
        /// Granted. The address no longer changes.
        Approved "approved" Some(PostalStage::Approved);
        /// In a batch that will be printed.
        Queued "queued" Some(PostalStage::Approved);
        /// The pack lies in the office.
        Printed "printed" Some(PostalStage::Approved);
        /// The pack was handed to the post.
        Dispatched "dispatched" Some(PostalStage::Dispatched);
        /// The post, or the person, says that it has arrived.
        Delivered "delivered" Some(PostalStage::Dispatched);
        /// The post brought it back.
        Undeliverable "undeliverable" Some(PostalStage::Undelivered);
        /// Another pack was handed to the post, under a new code; the old one is void.
        Reissued "reissued" Some(PostalStage::Dispatched);
        /// The envelope with the vote is in the office.
        EnvelopeReceived "envelope-received" Some(PostalStage::Returned);
        /// Something is wrong with the envelope that the person can mend.
        Deficient "deficient" Some(PostalStage::Returned);
        /// The envelope is in order: the vote counts.
        Accepted "accepted" None;
        /// The envelope is not in order and cannot be mended: the vote does not count.
        Rejected "rejected" None;
        /// Taken back by the person.
        Withdrawn "withdrawn" None;
        /// Refused by the office.
        Refused "refused" None;
        /// Its time is over.
        Expired "expired" None;
        /// The person voted another way.
        Superseded "superseded" None;
    }
    steps {
        /// The person signs and sends it; or an official enters what was asked for at the counter, by telephone or on paper.
        Submit submit "submit": Draft => Submitted;
        /// An official begins to look at it.
        TakeUp take_up "take-up": Submitted => UnderReview;
        /// The office asks the person for something.
        Ask ask "ask": UnderReview => MoreInfoNeeded;
        /// The person answers.
        Answer answer "answer": MoreInfoNeeded => UnderReview;
        /// The office grants it.
        Approve approve "approve": UnderReview => Approved;
        /// The office refuses it.
        Refuse refuse "refuse": UnderReview | MoreInfoNeeded => Refused;
        /// The person takes it back, as long as no pack is on its way.
        Withdraw withdraw "withdraw":
            Draft | Submitted | UnderReview | MoreInfoNeeded | Approved | Queued | Printed | Undeliverable => Withdrawn;
        /// It goes into a batch.
        Queue queue "queue": Approved => Queued;
        /// The batch is printed.
        Print print "print": Queued => Printed;
        /// The pack is handed to the post.
        Dispatch dispatch "dispatch": Printed => Dispatched;
        /// The post, or the person, says that it has arrived.
        Deliver deliver "deliver": Dispatched | Reissued => Delivered;
        /// The post brings the pack back.
        ReturnUndelivered return_undelivered "return-undelivered": Dispatched | Delivered | Reissued => Undeliverable;
        /// A pack that came back or was lost is sent anew.
        Reissue reissue "reissue": Undeliverable | Dispatched | Delivered | Reissued => Reissued;
        /// The envelope with the vote arrives.
        Receive receive "receive": Dispatched | Delivered | Reissued => EnvelopeReceived;
        /// The envelope is in order.
        Accept accept "accept": EnvelopeReceived => Accepted;
        /// The envelope is set aside, and the person told what to mend.
        SetAside set_aside "set-aside": EnvelopeReceived => Deficient;
        /// The person mends it; it is checked again.
        Cure cure "cure": Deficient => EnvelopeReceived;
        /// The envelope is refused, or was not mended in time.
        Reject reject "reject": EnvelopeReceived | Deficient => Rejected;
        /// Its time runs out.
        Expire expire "expire":
            Draft | Submitted | UnderReview | MoreInfoNeeded | Approved | Queued | Printed | Dispatched | Delivered
            | Undeliverable | Reissued => Expired;
        /// The person votes another way.
        Supersede supersede "supersede":
            Submitted | UnderReview | MoreInfoNeeded | Approved | Queued | Printed | Dispatched | Delivered | Undeliverable
            | Reissued => Superseded;
    }
}

impl State {
    /// Whether nothing more happens.
    pub fn is_final(self) -> bool {
        Step::ALL.iter().all(|step| self.after(*step).is_none())
    }

    /// What usually comes after this, for the timeline of the person.
    pub fn ahead(self) -> &'static [State] {
        const WAY: &[State] = &[
            State::Submitted,
            State::UnderReview,
            State::Approved,
            State::Printed,
            State::Dispatched,
            State::EnvelopeReceived,
            State::Accepted,
        ];
        let next = match self {
            Self::Draft => 0,
            Self::Submitted => 1,
            Self::UnderReview | Self::MoreInfoNeeded => 2,
            Self::Approved | Self::Queued => 3,
            Self::Printed | Self::Undeliverable => 4,
            Self::Dispatched | Self::Delivered | Self::Reissued => 5,
            Self::EnvelopeReceived | Self::Deficient => 6,
            _ => WAY.len(),
        };
        WAY.get(next..).unwrap_or_default()
    }
}
