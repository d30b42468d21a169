//! What each deed does, by the same rules and with the same lines in the trail as if people did it today.

use super::{assess, files, history::Deed, poams, read, requests, scene::Scene, tasks};
use crate::kernel::{Result, db::Tx, env::Timestamp, text::Line};
use crate::notices;
use crate::plans;

impl Scene {
    /// Does it.
    pub async fn play(&mut self, tx: &mut Tx, at: Timestamp, deed: Deed) -> Result<()> {
        match deed {
            Deed::Remind => {
                self.goes_on_alone(tx, at);
                return notices::remind_in(tx, self.scope).await;
            }
            Deed::Read(key) => {
                let user = self.goes_on(tx, at, key)?;
                return notices::read_in(tx, self.scope, user).await;
            }
            Deed::Plan(told) => {
                let user = self.goes_on(tx, at, &told.who)?;
                let (scope, title) = (self.scope, read(Line::parse(&told.title, ""))?);
                return plans::save_in(tx, scope, self.work()?.picture(), (title, &told.fixes), user).await;
            }
            _ => {}
        }
        match deed {
            Deed::Bring(..) | Deed::Accept(_) | Deed::Return(..) => files::play(self, tx, at, deed).await,
            Deed::Request(deed) => requests::play(self, tx, at, deed).await,
            Deed::Enter(..) | Deed::Tick(_) | Deed::Submit(..) | Deed::Close(..) => {
                poams::play(self, tx, at, deed).await
            }
            Deed::SecondLook(deed) => super::reviews::play(self, tx, at, deed).await,
            Deed::Give(_) | Deed::Done(_) | Deed::Reopen(..) | Deed::Confirm(..) | Deed::Say(..) => {
                tasks::play(self, tx, at, deed).await
            }
            _ => assess::play(self, tx, at, deed).await,
        }
    }
}
