//! Steps from one group to another by one member, as a table of known results.
//!
//! In: the number of a group and a member. Out: the number of the group with this member added (or removed), if it is
//! known.

use rustc_hash::FxHashMap;

/// Members at positions below this have a slot for each group. Larger components use a hash map for the others,
/// because most pairs of a group and a member never occur there.
const NEAR: u32 = 16;
/// Marks a step that was not taken yet.
const UNKNOWN: u32 = u32::MAX;

/// The number of the group that each step leads to.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    /// For each group, by number, the results for the members below [`NEAR`].
    near: Vec<[u32; NEAR as usize]>,
    /// The results for the other members, by group and member.
    far: FxHashMap<(u32, u32), u32>,
}

impl Steps {
    /// Number of steps in the hash map. Steps of small components are not counted.
    pub(super) fn len(&self) -> usize {
        self.far.len()
    }

    /// The group that a step leads to; `None` if the step was not taken yet.
    pub(super) fn get(&self, group: u32, member: u32) -> Option<u32> {
        if member >= NEAR {
            return self.far.get(&(group, member)).copied();
        }
        let known = self.near.get(group as usize)?.get(member as usize).copied();
        known.filter(|known| *known != UNKNOWN)
    }

    /// Stores the group that a step leads to.
    pub(super) fn insert(&mut self, group: u32, member: u32, to: u32) {
        if member >= NEAR {
            self.far.insert((group, member), to);
            return;
        }
        let at = group as usize;
        if self.near.len() <= at {
            self.near.resize(at + 1, [UNKNOWN; NEAR as usize]);
        }
        if let Some(place) = self.near.get_mut(at).and_then(|places| places.get_mut(member as usize)) {
            *place = to;
        }
    }
}
