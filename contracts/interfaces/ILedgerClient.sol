// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title ILedgerClient
 * @notice A contract that the ledger obeys in some matter, joined to the ledger once.
 */
interface ILedgerClient {
    /// @notice The contract was joined to the ledger.
    event LedgerConnected(address indexed ledger);

    /// @notice The contract is joined to a ledger already.
    error LedgerAlreadyConnected(address ledger);

    /// @notice The contract is not joined to a ledger yet.
    error LedgerNotConnected();

    /// @notice No contract at the ledger's address.
    error LedgerWithoutCode(address ledger);

    /// @notice The ledger does not name this contract, or names another registry than this contract does.
    error LedgerOfOthers(address ledger);

    /// @notice Governor, once: joins this contract to the ledger, which must name it in its {IStreamNodes-wiring}.
    function connect(address ledger) external;

    /// @notice The ledger; zero before {connect}.
    function ledger() external view returns (address);
}
